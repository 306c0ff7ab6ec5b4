# COPY into a temporary table
import csv
import io


def load_forecast(conn, rows):
    f = io.StringIO()
    csv.writer(f).writerows(rows)
    f.seek(0)
    with conn, conn.cursor() as cur:
        cur.execute("CREATE TEMP TABLE s (LIKE weather_forecast INCLUDING DEFAULTS) ON COMMIT DROP")
        cur.copy_expert("COPY s (date,temp,min_temp,max_temp) FROM STDIN CSV", f)
        cur.execute("DELETE FROM weather_forecast USING s WHERE s.date = weather_forecast.date")
        cur.execute("INSERT INTO weather_forecast SELECT * FROM s")
