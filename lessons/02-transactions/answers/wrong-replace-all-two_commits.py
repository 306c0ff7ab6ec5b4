# expects: another session sees nps half done
def replace_all(conn, rows):
    cur = conn.cursor()
    cur.execute("DELETE FROM nps")
    conn.commit()
    cur.executemany("INSERT INTO nps VALUES (%s, %s, %s)", rows)
    conn.commit()
