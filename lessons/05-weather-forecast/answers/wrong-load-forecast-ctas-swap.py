# expects: the default is lost
def load_forecast(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("CREATE TABLE t (LIKE weather_forecast INCLUDING DEFAULTS)")
        cur.execute("INSERT INTO t SELECT * FROM weather_forecast")
        cur.executemany("INSERT INTO t VALUES (%s,%s,%s,%s)", rows)
        cur.execute("""CREATE TABLE n AS
            SELECT date, temp, min_temp, max_temp, created_date
            FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq
            FROM t) AS n
            WHERE seq=1""")
        cur.execute("DROP TABLE weather_forecast CASCADE")
        cur.execute("DROP TABLE t")
        cur.execute("ALTER TABLE n RENAME TO weather_forecast")
