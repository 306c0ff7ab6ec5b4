# one statement for all rows, which travel as JSON
import json


def load_forecast(conn, rows):
    names = ("date", "temp", "min_temp", "max_temp")
    data = json.dumps([dict(zip(names, (row[0].isoformat(), *row[1:]), strict=True)) for row in rows])
    with conn:
        conn.cursor().execute(
            """
            WITH sent AS (
                SELECT * FROM json_to_recordset(%s) AS x (date date, temp real, min_temp real, max_temp real)
            )
            INSERT INTO weather_forecast
            SELECT sent.*, now() FROM sent
            ON CONFLICT (date) DO UPDATE SET (temp, min_temp, max_temp, created_date) =
                (EXCLUDED.temp, EXCLUDED.min_temp, EXCLUDED.max_temp, EXCLUDED.created_date)
            """,
            (data,),
        )
