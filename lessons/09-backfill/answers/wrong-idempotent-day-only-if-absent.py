# expects: You load a day only if it has no rows yet
def load_day(conn, run_date, rows):
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT 1 FROM daily_answers WHERE day = %s LIMIT 1", (run_date,))
        if cursor.fetchone() is None:
            cursor.executemany("INSERT INTO daily_answers VALUES (%s, %s, %s)", [(run_date, *row) for row in rows])
