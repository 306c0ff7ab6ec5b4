# expects: loses the past dates
def load_forecast(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM weather_forecast")
        cur.executemany(
            """INSERT INTO weather_forecast (date,temp,min_temp,max_temp)
            VALUES (%s,%s,%s,%s)""",
            rows,
        )
