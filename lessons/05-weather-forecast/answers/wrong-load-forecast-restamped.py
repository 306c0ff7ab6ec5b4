# expects: INSERT without created_date gives every row a new stamp
def load_forecast(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("CREATE TEMP TABLE t (LIKE weather_forecast INCLUDING DEFAULTS) ON COMMIT DROP")
        cur.execute("INSERT INTO t SELECT * FROM weather_forecast")
        cur.executemany("INSERT INTO t VALUES (%s,%s,%s,%s)", rows)
        cur.execute("DELETE FROM weather_forecast")
        cur.execute("""INSERT INTO weather_forecast (date,temp,min_temp,max_temp)
            SELECT date,temp,min_temp,max_temp
            FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq
            FROM t) AS n
            WHERE seq=1""")
