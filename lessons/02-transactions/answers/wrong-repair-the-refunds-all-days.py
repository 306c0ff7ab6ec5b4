# expects: Refunds of other days are lost
def load_refunds(conn, day, refunds):
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM refunds")
        for order_id, cents in refunds:
            cur.execute("INSERT INTO refunds VALUES (%s, %s, %s)", (day, order_id, cents))
