# expects: Let the server stamp the rows
import datetime as dt


def load_forecast(conn, rows):
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    with conn, conn.cursor() as cur:
        for d, t, lo, hi in rows:
            cur.execute(
                "UPDATE weather_forecast SET temp=%s,min_temp=%s,max_temp=%s,created_date=%s WHERE date=%s",
                (t, lo, hi, now, d),
            )
            if cur.rowcount == 0:
                cur.execute("INSERT INTO weather_forecast VALUES (%s,%s,%s,%s,%s)", (d, t, lo, hi, now))
