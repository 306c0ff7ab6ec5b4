# expects: part of the work was committed before the rest of it
def replace_all(conn, rows):
    conn.autocommit = False
    cur = conn.cursor()
    try:
        cur.execute("DELETE FROM nps")
        for n, row in enumerate(rows, 1):
            cur.execute("INSERT INTO nps VALUES (%s,%s,%s)", row)
            if n % 1000 == 0:
                conn.commit()
        conn.commit()
    except Exception:
        conn.rollback()
        raise
    finally:
        conn.autocommit = True
