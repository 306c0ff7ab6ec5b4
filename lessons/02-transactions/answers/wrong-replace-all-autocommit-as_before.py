# expects: another session sees nps half done
def replace_all(conn, rows):
    try:
        with conn.cursor() as cur:
            cur.execute("DELETE FROM nps")
            cur.executemany("INSERT INTO nps VALUES (%s, %s, %s)", rows)
        conn.commit()
    except Exception:
        conn.rollback()
        raise
