# rolled back in finally
def load_forecast(conn, rows):
    done = False
    cur = conn.cursor()
    try:
        cur.execute("LOCK TABLE weather_forecast IN EXCLUSIVE MODE")
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
        done = True
    finally:
        if not done:
            conn.rollback()
        cur.close()
