# BEGIN, COMMIT and ROLLBACK as statements; what failed is raised again
def load_refunds(conn, day, refunds):
    cur = conn.cursor()
    cur.execute("BEGIN")
    try:
        cur.execute("DELETE FROM refunds WHERE day = %s", (day,))
        cur.executemany("INSERT INTO refunds VALUES (%s, %s, %s)", [(day, *refund) for refund in refunds])
    except BaseException:
        cur.execute("ROLLBACK")
        raise
    try:
        cur.execute("COMMIT")
    except BaseException:
        cur.execute("ROLLBACK")
        raise
