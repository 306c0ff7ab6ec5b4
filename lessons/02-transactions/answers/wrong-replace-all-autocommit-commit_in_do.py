# expects: another session sees nps half done
def replace_all(conn, rows):
    with conn.cursor() as cur:
        insert = "INSERT INTO nps VALUES (%s, %s, %s);"
        inserts = " ".join(cur.mogrify(insert, row).decode() for row in rows)
        cur.execute(f"DO $$ BEGIN DELETE FROM nps; COMMIT; {inserts} END $$")
