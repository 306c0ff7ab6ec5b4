# autocommit off, and on again in finally
def replace_all(conn, rows):
    conn.autocommit = False
    try:
        cur = conn.cursor()
        cur.execute("DELETE FROM nps")
        for row in rows:
            cur.execute("INSERT INTO nps VALUES (%s, %s, %s)", row)
        conn.commit()
    except Exception:
        conn.rollback()
        raise
    finally:
        conn.autocommit = True
