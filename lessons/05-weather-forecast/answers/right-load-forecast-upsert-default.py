# an upsert a row; DEFAULT in SET is the column's own default
def load_forecast(conn, rows):
    with conn, conn.cursor() as cur:
        for r in rows:
            cur.execute(
                """INSERT INTO weather_forecast (date,temp,min_temp,max_temp)
                VALUES (%s,%s,%s,%s)
                ON CONFLICT (date)
                DO UPDATE SET temp=EXCLUDED.temp,min_temp=EXCLUDED.min_temp,
                max_temp=EXCLUDED.max_temp,
                created_date=DEFAULT""",
                r,
            )
