# expects: part of the work was committed before all of it was done
def load_forecast(conn, rows):
    for r in rows:
        with conn, conn.cursor() as cur:
            cur.execute(
                """INSERT INTO weather_forecast (date,temp,min_temp,max_temp)
            VALUES (%s,%s,%s,%s)
            ON CONFLICT (date)
            DO UPDATE SET temp=EXCLUDED.temp,min_temp=EXCLUDED.min_temp,
                max_temp=EXCLUDED.max_temp,
                created_date=now()""",
                r,
            )
