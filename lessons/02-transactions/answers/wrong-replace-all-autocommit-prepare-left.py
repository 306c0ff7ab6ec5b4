# expects: a second call on the same connection stops.
def replace_all(conn, rows):
    cur = conn.cursor()
    cur.execute("PREPARE ins (int, timestamp, smallint) AS INSERT INTO nps VALUES ($1,$2,$3)")
    with conn:
        cur.execute("DELETE FROM nps")
        for r in rows:
            cur.execute("EXECUTE ins (%s,%s,%s)", r)
