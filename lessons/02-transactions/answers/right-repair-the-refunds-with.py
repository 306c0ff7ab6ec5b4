# another way: psycopg2's `with conn:` is a transaction under autocommit too. It commits at its end, or
# rolls back and raises, so there is nothing to catch.
def load_refunds(conn, day, refunds):
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM refunds WHERE day = %s", (day,))
        for order_id, cents in refunds:
            cur.execute("INSERT INTO refunds VALUES (%s, %s, %s)", (day, order_id, cents))
