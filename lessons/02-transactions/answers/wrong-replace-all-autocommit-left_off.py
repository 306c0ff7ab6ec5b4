# expects: it left conn.autocommit at False
def replace_all(conn, rows):
    conn.autocommit = False
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM nps")
        cur.executemany("INSERT INTO nps VALUES (%s, %s, %s)", rows)
