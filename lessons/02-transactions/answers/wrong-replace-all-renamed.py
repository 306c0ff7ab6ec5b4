# expects: is another table than before
# a new table takes the old one's name, all in one transaction
def replace_all(conn, rows):
    with conn:
        cur = conn.cursor()
        cur.execute("DROP TABLE IF EXISTS nps_new")
        cur.execute("CREATE TABLE nps_new (LIKE nps INCLUDING ALL)")
        for row in rows:
            cur.execute("INSERT INTO nps_new VALUES (%s, %s, %s)", row)
        cur.execute("ALTER TABLE nps RENAME TO nps_old; ALTER TABLE nps_new RENAME TO nps; DROP TABLE nps_old")
