# expects: nps is another table than before
def replace_all(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("CREATE TABLE nps_new AS SELECT * FROM nps WHERE false")
        cur.executemany("INSERT INTO nps_new VALUES (%s,%s,%s)", rows)
        cur.execute("DROP TABLE nps")
        cur.execute("ALTER TABLE nps_new RENAME TO nps")
