# expects: duplicate key value
# No day is like '2025-3-2': nothing is deleted
def load_day(conn, run_date, rows):
    with conn, conn.cursor() as cursor:
        day = f"{run_date.year}-{run_date.month}-{run_date.day}"
        cursor.execute("DELETE FROM daily_answers WHERE day::text = %s", (day,))
        cursor.executemany("INSERT INTO daily_answers VALUES (%s, %s, %s)", [(run_date, *row) for row in rows])
