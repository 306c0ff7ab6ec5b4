# expects: nps has changed in more than its rows
def replace_all(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("ALTER TABLE nps DROP CONSTRAINT IF EXISTS nps_pkey")
        cur.execute("DELETE FROM nps")
        cur.executemany("INSERT INTO nps VALUES (%s,%s,%s)", rows)
