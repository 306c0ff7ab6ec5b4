# a temporary staging table, then INSERT ... SELECT
def replace_all(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("CREATE TEMP TABLE stage (LIKE nps) ON COMMIT DROP")
        cur.executemany("INSERT INTO stage VALUES (%s, %s, %s)", rows)
        cur.execute("DELETE FROM nps")
        cur.execute("INSERT INTO nps SELECT * FROM stage")
