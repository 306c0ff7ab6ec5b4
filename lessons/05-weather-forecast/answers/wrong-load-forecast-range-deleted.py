# expects: A date that was there is missing
def load_forecast(conn, rows):
    with conn, conn.cursor() as cur:
        if rows:
            cur.execute(
                "DELETE FROM weather_forecast WHERE date BETWEEN %s AND %s",
                (min(r[0] for r in rows), max(r[0] for r in rows)),
            )
        cur.executemany(
            """INSERT INTO weather_forecast (date,temp,min_temp,max_temp)
            VALUES (%s,%s,%s,%s)""",
            rows,
        )
