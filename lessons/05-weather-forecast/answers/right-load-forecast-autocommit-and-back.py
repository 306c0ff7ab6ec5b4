# BEGIN by hand, and autocommit put back
def load_forecast(conn, rows):
    conn.autocommit = True
    try:
        with conn.cursor() as cur:
            cur.execute("BEGIN")
            try:
                cur.executemany(
                    """INSERT INTO weather_forecast (date,temp,min_temp,max_temp)
                    VALUES (%s,%s,%s,%s)
                    ON CONFLICT (date)
                    DO UPDATE SET temp=EXCLUDED.temp,min_temp=EXCLUDED.min_temp,
                max_temp=EXCLUDED.max_temp,
                created_date=now()""",
                    rows,
                )
                cur.execute("COMMIT")
            except BaseException:
                cur.execute("ROLLBACK")
                raise
    finally:
        conn.autocommit = False
