# expects: conn.commit() did not end the transaction
def replace_all(conn, rows):
    cur = conn.cursor()
    cur.execute("BEGIN")
    cur.execute("DELETE FROM nps")
    cur.executemany("INSERT INTO nps VALUES (%s, %s, %s)", rows)
    conn.commit()
