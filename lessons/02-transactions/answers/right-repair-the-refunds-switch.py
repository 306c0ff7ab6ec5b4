# autocommit off for the load, and on again whatever happens
def load_refunds(conn, day, refunds):
    conn.autocommit = False
    try:
        with conn, conn.cursor() as cur:
            cur.execute("DELETE FROM refunds WHERE day = %s", [day])
            for order_id, cents in refunds:
                cur.execute(
                    "INSERT INTO refunds (cents, order_id, day) VALUES (%s, %s, %s)", (cents, order_id, day)
                )
    finally:
        conn.autocommit = True
