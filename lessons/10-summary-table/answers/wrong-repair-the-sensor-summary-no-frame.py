# expects: last_celsius is the highest one of the day
def build_sensor_days(conn):
    with conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM sensor_days")
        cursor.execute(
            """
            INSERT INTO sensor_days (sensor, day, percent_hot, last_celsius)
            SELECT sensor, day, avg(CASE WHEN celsius > 30 THEN 100.0 ELSE 0 END), max(last_celsius)
            FROM (
                SELECT sensor, at::date AS day, celsius,
                       LAST_VALUE(celsius) OVER (PARTITION BY sensor, at::date ORDER BY at) AS last_celsius
                FROM readings
            ) AS seen
            GROUP BY sensor, day
            """
        )
