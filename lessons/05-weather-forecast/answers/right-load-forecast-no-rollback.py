# an error just goes through: closing the connection rolls back
def load_forecast(conn, rows):
    cur = conn.cursor()
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
