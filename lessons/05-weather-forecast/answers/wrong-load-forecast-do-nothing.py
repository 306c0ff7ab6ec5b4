# expects: ON CONFLICT DO NOTHING leaves the older forecast
def load_forecast(conn, rows):
    with conn, conn.cursor() as cur:
        cur.executemany(
            """INSERT INTO weather_forecast (date,temp,min_temp,max_temp)
            VALUES (%s,%s,%s,%s)
            ON CONFLICT DO NOTHING""",
            rows,
        )
