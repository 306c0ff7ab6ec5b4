def build_sensor_days(conn):
    with conn, conn.cursor() as cursor:
        cursor.execute(
            """
            CREATE TEMP TABLE new_days AS
            SELECT DISTINCT sensor, at::date AS day,
                   100.0 * count(*) FILTER (WHERE celsius > 30) OVER (PARTITION BY sensor, at::date)
                       / count(*) OVER (PARTITION BY sensor, at::date) AS percent_hot,
                   LAST_VALUE(celsius) OVER (
                       PARTITION BY sensor, at::date ORDER BY at
                       ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                   ) AS last_celsius
            FROM readings
            """
        )
        cursor.execute("DELETE FROM sensor_days")
        cursor.execute("INSERT INTO sensor_days SELECT * FROM new_days")
        cursor.execute("DROP TABLE new_days")
