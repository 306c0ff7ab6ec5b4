# expects: public.weather_forecast is not as it should be
def load_forecast(conn, rows):
    with conn, conn.cursor() as cur:
        for d, *t in rows:
            cur.execute("DELETE FROM weather_forecast WHERE date=%s", (d,))
            cur.execute(
                "INSERT INTO weather_forecast (date,temp,min_temp,max_temp) VALUES (%s,%s,%s,%s)",
                (d, *[None if x is None else round(x, 2) for x in t]),
            )
