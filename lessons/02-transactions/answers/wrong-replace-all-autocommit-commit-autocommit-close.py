# expects: after a failure the connection is not as it was.
def replace_all(conn, rows):
    conn.autocommit = False
    try:
        with conn.cursor() as cur:
            cur.execute("DELETE FROM nps")
            cur.executemany("INSERT INTO nps VALUES (%s,%s,%s)", rows)
        conn.commit()
    except Exception:
        conn.rollback()
        conn.close()
        raise
    conn.autocommit = True
