# expects: after a failure the connection is not as it was
def replace_all(conn, rows):
    conn.autocommit = False
    try:
        cur = conn.cursor()
        cur.execute("DELETE FROM nps")
        cur.executemany("INSERT INTO nps VALUES (%s, %s, %s)", rows)
        conn.commit()
        conn.autocommit = True
    except Exception:
        conn.rollback()
        raise
