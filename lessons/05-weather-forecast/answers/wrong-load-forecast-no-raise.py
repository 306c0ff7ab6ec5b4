# expects: after ROLLBACK, raise the error again
def load_forecast(conn, rows):
    try:
        with conn.cursor() as cur:
            cur.executemany(
                """INSERT INTO weather_forecast (date,temp,min_temp,max_temp)
            VALUES (%s,%s,%s,%s)
            ON CONFLICT (date)
            DO UPDATE SET temp=EXCLUDED.temp,min_temp=EXCLUDED.min_temp,
                max_temp=EXCLUDED.max_temp,
                created_date=now()""",
                rows,
            )
        conn.commit()
    except Exception as e:
        conn.rollback()
        print(e)
