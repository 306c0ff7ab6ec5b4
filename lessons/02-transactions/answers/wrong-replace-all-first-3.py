# expects: nps is not as it should be
def replace_all(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM nps")
        cur.executemany("INSERT INTO nps VALUES (%s,%s,%s)", rows[:3])
