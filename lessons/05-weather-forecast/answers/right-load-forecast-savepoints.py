# a savepoint a row, and another error raised from the first
def load_forecast(conn, rows):
    cur = conn.cursor()
    try:
        for r in rows:
            cur.execute("SAVEPOINT a")
            cur.execute(
                """INSERT INTO weather_forecast (date,temp,min_temp,max_temp)
                VALUES (%s,%s,%s,%s)
                ON CONFLICT (date)
                DO UPDATE SET temp=EXCLUDED.temp,min_temp=EXCLUDED.min_temp,
                max_temp=EXCLUDED.max_temp,
                created_date=now()""",
                r,
            )
            cur.execute("RELEASE SAVEPOINT a")
        conn.commit()
    except Exception as e:
        conn.rollback()
        raise RuntimeError("load failed") from e
