# the table read, merged in Python, and written back whole
def load_forecast(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("LOCK TABLE weather_forecast")
        cur.execute("SELECT date, temp, min_temp, max_temp, created_date FROM weather_forecast")
        newest = {row[0]: row for row in cur.fetchall()}
        cur.execute("SELECT now()")
        now = cur.fetchone()[0]
        newest.update({row[0]: (*row, now) for row in rows})
        cur.execute("TRUNCATE weather_forecast")
        cur.executemany("INSERT INTO weather_forecast VALUES (%s, %s, %s, %s, %s)", newest.values())
