# expects: percent_hot is not the share of the day's readings above 30
def build_sensor_days(conn):
    with conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM sensor_days")
        cursor.execute(
            """
            INSERT INTO sensor_days
            SELECT sensor, at::date, round(avg((celsius > 30)::int), 2) * 100,
                   (array_agg(celsius ORDER BY at DESC))[1]
            FROM readings
            GROUP BY sensor, at::date
            """
        )
