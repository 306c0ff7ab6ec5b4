# expects: a failure changes the table, and goes unnoticed
def load_refunds(conn, day, refunds):
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM refunds WHERE day = %s", (day,))
        for order_id, cents in refunds:
            cur.execute("SAVEPOINT one")
            try:
                cur.execute("INSERT INTO refunds VALUES (%s, %s, %s)", (day, order_id, cents))
            except Exception as error:
                cur.execute("ROLLBACK TO SAVEPOINT one")
                print("skipped", order_id, error)
