# another way: DISTINCT ON, which only PostgreSQL has, finds the last reading; a window counts the hot ones.
def build_sensor_days(conn):
    with conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM sensor_days")
        cursor.execute(
            """
            INSERT INTO sensor_days (sensor, day, percent_hot, last_celsius)
            SELECT DISTINCT ON (sensor, at::date) sensor, at::date,
                   avg(CASE WHEN celsius > 30 THEN 100 ELSE 0 END) OVER (PARTITION BY sensor, at::date), celsius
            FROM readings
            ORDER BY sensor, at::date, readings.at DESC
            """
        )
