# expects: INSERT without created_date gives every row a new stamp
def load_forecast(conn, rows):
    cur = conn.cursor()
    cur.execute("""
        DROP TABLE IF EXISTS temp_weather_forecast;
        CREATE TABLE temp_weather_forecast (LIKE weather_forecast INCLUDING DEFAULTS);
        INSERT INTO temp_weather_forecast SELECT * FROM weather_forecast;
    """)
    conn.commit()
    for row in rows:
        cur.execute("INSERT INTO temp_weather_forecast VALUES (%s, %s, %s, %s)", row)
    conn.commit()
    try:
        cur.execute("DELETE FROM weather_forecast")
        cur.execute("""
            INSERT INTO weather_forecast
            SELECT date, temp, min_temp, max_temp
            FROM (
                SELECT *, ROW_NUMBER() OVER (PARTITION BY date ORDER BY created_date DESC) AS seq
                FROM temp_weather_forecast
            ) AS numbered
            WHERE seq = 1
        """)
        conn.commit()
    except Exception:
        conn.rollback()
        raise
