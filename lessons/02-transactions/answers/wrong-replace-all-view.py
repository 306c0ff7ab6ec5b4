# expects: nps is another table than before
def replace_all(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("DROP TABLE IF EXISTS nps CASCADE")
        cur.execute("CREATE TABLE nps (id int, created_at timestamp, score smallint)")
        cur.executemany("INSERT INTO nps VALUES (%s,%s,%s)", rows)
