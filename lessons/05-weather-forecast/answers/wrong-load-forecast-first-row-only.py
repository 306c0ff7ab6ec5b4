# expects: public.weather_forecast is not as it should be
def load_forecast(conn, rows):
    with conn, conn.cursor() as cur:
        for r in rows[:8]:
            cur.execute(
                """INSERT INTO weather_forecast (date, temp, min_temp, max_temp) VALUES (%s,%s,%s,%s)
              ON CONFLICT (date) DO UPDATE SET temp=EXCLUDED.temp, min_temp=EXCLUDED.min_temp,
              max_temp=EXCLUDED.max_temp, created_date=now()""",
                r,
            )
