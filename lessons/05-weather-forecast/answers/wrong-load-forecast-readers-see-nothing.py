# expects: another session saw: 0 rows
def load_forecast(conn, rows):
    with conn.cursor() as cur:
        cur.execute("CREATE TEMP TABLE t (LIKE weather_forecast INCLUDING DEFAULTS)")
        cur.execute("INSERT INTO t SELECT * FROM weather_forecast")
        cur.executemany("INSERT INTO t VALUES (%s,%s,%s,%s)", rows)
        cur.execute("DELETE FROM weather_forecast")
        conn.commit()
        cur.execute("""INSERT INTO weather_forecast
            SELECT date, temp, min_temp, max_temp, created_date
            FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq
            FROM t) AS n
            WHERE seq=1""")
        conn.commit()
