# expects: Old rows stayed that readings no longer gives
def build_sensor_days(conn):
    """Fill sensor_days again from readings."""
    with conn, conn.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO sensor_days (sensor, day, percent_hot, last_celsius)
            SELECT sensor, day,
                   100.0 * sum(CASE WHEN celsius > 30 THEN 1 ELSE 0 END) / count(*),
                   max(CASE WHEN from_end = 1 THEN celsius END)
            FROM (
                SELECT sensor, at::date AS day, celsius,
                       ROW_NUMBER() OVER (PARTITION BY sensor, at::date ORDER BY at DESC) AS from_end
                FROM readings
            ) AS numbered
            GROUP BY sensor, day
            ON CONFLICT (sensor, day) DO UPDATE
            SET percent_hot = EXCLUDED.percent_hot, last_celsius = EXCLUDED.last_celsius
            """
        )
