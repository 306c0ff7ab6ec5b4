# expects: it returns without COMMIT
def replace_all(conn, rows):
    cur = conn.cursor()
    cur.execute("DELETE FROM nps")
    cur.executemany("INSERT INTO nps VALUES (%s, %s, %s)", rows)
