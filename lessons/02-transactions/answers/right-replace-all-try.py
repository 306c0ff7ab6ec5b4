# a row at a time, in try and except
def replace_all(conn, rows):
    try:
        with conn.cursor() as cur:
            cur.execute("DELETE FROM nps")
            for row in rows:
                cur.execute("INSERT INTO nps VALUES (%s, %s, %s)", row)
        conn.commit()
    except Exception:
        conn.rollback()
        raise
