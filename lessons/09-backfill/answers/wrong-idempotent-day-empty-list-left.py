# expects: An empty list means that the day has no rows
def load_day(conn, run_date, rows):
    if not rows:
        return
    with conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM daily_answers WHERE day = %s", (run_date,))
        cursor.executemany("INSERT INTO daily_answers VALUES (%s, %s, %s)", [(run_date, *row) for row in rows])
