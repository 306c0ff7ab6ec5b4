# expects: weather_forecast has changed in more than its rows
def load_forecast(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("ALTER TABLE weather_forecast SET UNLOGGED")
        for r in rows:
            cur.execute("DELETE FROM weather_forecast WHERE date=%s", (r[0],))
            cur.execute("INSERT INTO weather_forecast (date,temp,min_temp,max_temp) VALUES (%s,%s,%s,%s)", r)
