# expects: it closed the connection that it was given
def replace_all(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM nps")
        cur.executemany("INSERT INTO nps VALUES (%s, %s, %s)", rows)
    conn.close()
