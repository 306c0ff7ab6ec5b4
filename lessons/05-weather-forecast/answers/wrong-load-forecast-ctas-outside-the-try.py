# expects: a failure leaves a table behind, and the next run stops on it
def load_forecast(conn, rows):
    cur = conn.cursor()
    cur.execute("CREATE TABLE t (LIKE weather_forecast INCLUDING DEFAULTS)")
    conn.commit()
    try:
        cur.execute("INSERT INTO t SELECT * FROM weather_forecast")
        cur.executemany("INSERT INTO t VALUES (%s,%s,%s,%s)", rows)
        cur.execute("DELETE FROM weather_forecast")
        cur.execute("""INSERT INTO weather_forecast
            SELECT date, temp, min_temp, max_temp, created_date
            FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq
            FROM t) AS n
            WHERE seq=1""")
        cur.execute("DROP TABLE t")
        conn.commit()
    except Exception:
        conn.rollback()
        raise
