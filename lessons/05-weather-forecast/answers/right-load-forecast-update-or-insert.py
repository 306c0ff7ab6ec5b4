# UPDATE, and INSERT where there was no row; the server's clock, asked for first


def load_forecast(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("SELECT clock_timestamp()::timestamp")
        [now] = cur.fetchone()
        for d, t, lo, hi in rows:
            cur.execute(
                "UPDATE weather_forecast SET temp=%s,min_temp=%s,max_temp=%s,created_date=%s WHERE date=%s",
                (t, lo, hi, now, d),
            )
            if cur.rowcount == 0:
                cur.execute("INSERT INTO weather_forecast VALUES (%s,%s,%s,%s,%s)", (d, t, lo, hi, now))
