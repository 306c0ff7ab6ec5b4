# expects: An empty list is valid
def replace_all(conn, rows):
    if not rows:
        return
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM nps")
        cur.executemany("INSERT INTO nps VALUES (%s, %s, %s)", rows)
