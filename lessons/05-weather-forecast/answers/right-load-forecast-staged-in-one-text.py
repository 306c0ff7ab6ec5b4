# the notes' way with a real table, several statements in one text
def load_forecast(conn, rows):
    try:
        with conn.cursor() as cur:
            cur.execute("""BEGIN; DROP TABLE IF EXISTS t;
                CREATE TABLE t (LIKE weather_forecast INCLUDING DEFAULTS);
                INSERT INTO t
                SELECT *
                FROM weather_forecast;""")
            cur.executemany("INSERT INTO t VALUES (%s,%s,%s,%s)", rows)
            cur.execute("""TRUNCATE weather_forecast;
                INSERT INTO weather_forecast
                SELECT date, temp, min_temp, max_temp, created_date
                FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq
                FROM t) AS n
                WHERE seq=1; DROP TABLE t; COMMIT""")
    except Exception:
        conn.cursor().execute("ROLLBACK;")
        raise
