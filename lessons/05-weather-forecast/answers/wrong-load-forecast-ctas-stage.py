# expects: The given rows came in without a stamp
def load_forecast(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("CREATE TEMP TABLE t ON COMMIT DROP AS SELECT * FROM weather_forecast")
        cur.executemany("INSERT INTO t VALUES (%s,%s,%s,%s)", rows)
        cur.execute("DELETE FROM weather_forecast")
        cur.execute("""INSERT INTO weather_forecast
            SELECT date, temp, min_temp, max_temp, created_date
            FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq
            FROM t) AS n
            WHERE seq=1""")
