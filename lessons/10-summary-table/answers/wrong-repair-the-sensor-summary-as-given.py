# expects: A sensor and day has more than one row
def build_sensor_days(conn):
    """Build sensor_days again from readings."""
    with conn, conn.cursor() as cursor:
        cursor.execute(
            """
            CREATE TABLE new_days AS
            SELECT DISTINCT sensor, at::date AS day,
                   sum(CASE WHEN celsius > 30 THEN 1 END) OVER (PARTITION BY sensor, at::date)
                       / count(*) OVER (PARTITION BY sensor, at::date) * 100 AS percent_hot,
                   LAST_VALUE(celsius) OVER (PARTITION BY sensor, at::date ORDER BY at) AS last_celsius
            FROM readings
            """
        )
        cursor.execute("DROP TABLE sensor_days CASCADE")
        cursor.execute("ALTER TABLE new_days RENAME TO sensor_days")
