# expects: another session sees refunds half done
def load_refunds(conn, day, refunds):
    with conn.cursor() as cur:
        cur.execute("DELETE FROM refunds WHERE day = %s", (day,))
        for order_id, cents in refunds:
            cur.execute("INSERT INTO refunds VALUES (%s, %s, %s)", (day, order_id, cents))
