# expects: nps has changed in more than its rows
def replace_all(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("ALTER TABLE nps ALTER score TYPE double precision, ALTER created_at TYPE timestamptz")
        cur.execute("DELETE FROM nps")
        cur.executemany("INSERT INTO nps VALUES (%s,%s,%s)", rows)
