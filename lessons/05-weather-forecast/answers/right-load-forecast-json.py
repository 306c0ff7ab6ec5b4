# one statement for all rows, as JSON
import json


def load_forecast(conn, rows):
    data = json.dumps([{"date": d.isoformat(), "temp": t, "min_temp": a, "max_temp": b} for d, t, a, b in rows])
    with conn:
        conn.cursor().execute(
            """WITH s AS (SELECT *
            FROM json_to_recordset(%s) AS x(date date, temp real, min_temp real, max_temp real))

            INSERT INTO weather_forecast
            SELECT s.*, now()
            FROM s
            ON CONFLICT (date)
            DO UPDATE SET (temp,min_temp,max_temp,created_date) = (excluded.temp,excluded.min_temp,excluded.max_temp,excluded.created_date)""",
            (data,),
        )
