# expects: The old rows are still there
def replace_all(conn, rows):
    with conn, conn.cursor() as cur:
        cur.executemany("INSERT INTO nps VALUES (%s, %s, %s)", rows)
