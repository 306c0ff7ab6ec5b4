# expects: it stops with an error (with an empty list)
from psycopg2.extras import execute_values


def load_forecast(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM weather_forecast WHERE date >= %s", (rows[0][0],))
        execute_values(cur, "INSERT INTO weather_forecast (date,temp,min_temp,max_temp) VALUES %s", rows)
