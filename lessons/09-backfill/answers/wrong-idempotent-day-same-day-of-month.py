# expects: Rows of other days were changed
# The 2nd of each month
def load_day(conn, run_date, rows):
    with conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM daily_answers WHERE extract(day FROM day) = %s", (run_date.day,))
        cursor.executemany("INSERT INTO daily_answers VALUES (%s, %s, %s)", [(run_date, *row) for row in rows])
