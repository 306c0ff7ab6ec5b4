# expects: part of the work was committed before all of it was done
def load_refunds(conn, day, refunds):
    cur = conn.cursor()
    cur.execute("BEGIN")
    try:
        cur.execute("DELETE FROM refunds WHERE day = %s", (day,))
        for order_id, cents in refunds:
            cur.execute("INSERT INTO refunds VALUES (%s, %s, %s)", (day, order_id, cents))
    finally:
        cur.execute("COMMIT")
