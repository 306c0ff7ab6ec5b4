# expects: the failure goes unnoticed
def replace_all(conn, rows):
    with conn.cursor() as cur:
        try:
            cur.execute("BEGIN")
            cur.execute("DELETE FROM nps")
            cur.executemany("INSERT INTO nps VALUES (%s, %s, %s)", rows)
            cur.execute("COMMIT")
        except Exception:
            cur.execute("ROLLBACK")
