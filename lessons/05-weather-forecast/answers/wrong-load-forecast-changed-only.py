# expects: A date whose temperatures did not change keeps its old stamp
def load_forecast(conn, rows):
    with conn, conn.cursor() as cur:
        cur.executemany(
            """INSERT INTO weather_forecast (date,temp,min_temp,max_temp)
        VALUES (%s,%s,%s,%s)
        ON CONFLICT (date)
        DO UPDATE SET temp=EXCLUDED.temp,min_temp=EXCLUDED.min_temp,
                max_temp=EXCLUDED.max_temp,
                created_date=now()
        WHERE (weather_forecast.temp,weather_forecast.min_temp,weather_forecast.max_temp) IS DISTINCT
        FROM (EXCLUDED.temp,EXCLUDED.min_temp,EXCLUDED.max_temp)""",
            rows,
        )
