# expects: is another table than before
# the new table is filled outside of the transaction, and only the swap is one
def replace_all(conn, rows):
    with conn.cursor() as cur:
        cur.execute("DROP TABLE IF EXISTS nps_stage")
        cur.execute("CREATE TABLE nps_stage (LIKE nps INCLUDING ALL)")
        for row in rows:
            cur.execute("INSERT INTO nps_stage VALUES (%s, %s, %s)", row)
        cur.execute("BEGIN; DROP TABLE nps; ALTER TABLE nps_stage RENAME TO nps; COMMIT")
