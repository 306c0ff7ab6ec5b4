# expects: a failure changes the table
def replace_all(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM nps")
        for i, a, s in rows:
            try:
                s = s if s is None else int(s)
            except (TypeError, ValueError):
                continue
            cur.execute("INSERT INTO nps VALUES (%s,%s,%s)", (i, a, s))
