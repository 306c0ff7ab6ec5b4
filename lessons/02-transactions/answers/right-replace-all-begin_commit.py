# BEGIN and COMMIT as statements: BEGIN only warns here
def replace_all(conn, rows):
    cur = conn.cursor()
    cur.execute("BEGIN")
    try:
        cur.execute("DELETE FROM nps")
        for i, created_at, score in rows:
            cur.execute("INSERT INTO nps VALUES (%(i)s, %(c)s, %(s)s)", {"i": i, "c": created_at, "s": score})
        cur.execute("COMMIT")
    except:
        cur.execute("ROLLBACK")
        raise
