# expects: the failure goes unnoticed: after ROLLBACK, raise the error again
def load_refunds(conn, day, refunds):
    cur = conn.cursor()
    cur.execute("BEGIN")
    try:
        cur.execute("DELETE FROM refunds WHERE day = %s", (day,))
        for order_id, cents in refunds:
            cur.execute("INSERT INTO refunds VALUES (%s, %s, %s)", (day, order_id, cents))
    except Exception as error:
        conn.rollback()
        print(f"the refunds of {day} were not loaded: {error}")
    cur.execute("COMMIT")
