# expects: after one that failed stops.
def replace_all(conn, rows):
    with conn.cursor() as cur:
        cur.execute("BEGIN")
        cur.execute("DELETE FROM nps")
        cur.executemany("INSERT INTO nps VALUES (%s,%s,%s)", rows)
        cur.execute("COMMIT")
