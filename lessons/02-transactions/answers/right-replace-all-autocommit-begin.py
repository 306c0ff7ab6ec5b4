# BEGIN, COMMIT and ROLLBACK as statements
def replace_all(conn, rows):
    with conn.cursor() as cur:
        cur.execute("BEGIN")
        try:
            cur.execute("DELETE FROM nps")
            cur.executemany("INSERT INTO nps VALUES (%s, %s, %s)", rows)
            cur.execute("COMMIT")
        except Exception:
            cur.execute("ROLLBACK")
            raise
