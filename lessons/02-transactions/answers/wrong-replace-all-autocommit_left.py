# expects: it left conn.autocommit at True
def replace_all(conn, rows):
    conn.autocommit = True
    cur = conn.cursor()
    cur.execute("BEGIN")
    cur.execute("DELETE FROM nps")
    cur.executemany("INSERT INTO nps VALUES (%s, %s, %s)", rows)
    cur.execute("COMMIT")
