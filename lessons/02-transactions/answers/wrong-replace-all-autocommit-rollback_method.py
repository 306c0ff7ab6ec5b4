# expects: conn.rollback() did not end the transaction
def replace_all(conn, rows):
    cur = conn.cursor()
    cur.execute("BEGIN")
    try:
        cur.execute("DELETE FROM nps")
        cur.executemany("INSERT INTO nps VALUES (%s, %s, %s)", rows)
        cur.execute("COMMIT")
    except Exception:
        conn.rollback()
        raise
