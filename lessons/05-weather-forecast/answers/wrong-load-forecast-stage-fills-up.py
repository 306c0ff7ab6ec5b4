# expects: after a later call with other rows
# the stage is kept and never emptied: a later morning stamps the days of earlier ones anew
def load_forecast(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("CREATE TABLE IF NOT EXISTS stage (LIKE weather_forecast INCLUDING DEFAULTS)")
        cur.executemany("INSERT INTO stage (date, temp, min_temp, max_temp) VALUES (%s, %s, %s, %s)", rows)
        cur.execute("DELETE FROM weather_forecast WHERE date IN (SELECT date FROM stage)")
        cur.execute(
            """INSERT INTO weather_forecast
            SELECT DISTINCT ON (date) date, temp, min_temp, max_temp, now()
            FROM stage
            ORDER BY date, created_date DESC"""
        )
