# expects: A given date has other temperatures than the given ones
def load_forecast(conn, rows):
    with conn, conn.cursor() as cur:
        cur.executemany(
            """INSERT INTO weather_forecast (date,temp,min_temp,max_temp)
        VALUES (%s,%s,%s,%s)
        ON CONFLICT (date)
        DO UPDATE SET temp=coalesce(EXCLUDED.temp,weather_forecast.temp),min_temp=EXCLUDED.min_temp,
                max_temp=EXCLUDED.max_temp,
                created_date=now()""",
            rows,
        )
