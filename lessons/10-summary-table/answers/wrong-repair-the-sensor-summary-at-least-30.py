# expects: Readings of exactly 30 degrees are counted as hot
def build_sensor_days(conn):
    with conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM sensor_days")
        cursor.execute(
            """
            INSERT INTO sensor_days
            SELECT sensor, at::date, 100 * avg((celsius >= 30)::int), (array_agg(celsius ORDER BY at DESC))[1]
            FROM readings
            GROUP BY sensor, at::date
            """
        )
