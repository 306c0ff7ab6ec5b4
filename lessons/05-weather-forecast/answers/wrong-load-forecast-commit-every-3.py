# expects: part of the work was committed before the rest of it
def load_forecast(conn, rows):
    cur = conn.cursor()
    try:
        for n, r in enumerate(rows, 1):
            cur.execute(
                """INSERT INTO weather_forecast (date, temp, min_temp, max_temp) VALUES (%s,%s,%s,%s)
              ON CONFLICT (date) DO UPDATE SET temp=EXCLUDED.temp, min_temp=EXCLUDED.min_temp,
              max_temp=EXCLUDED.max_temp, created_date=now()""",
                r,
            )
            if n % 3 == 0:
                conn.commit()
        conn.commit()
    except Exception:
        conn.rollback()
        raise
