# expects: You load a day only if it is newer than all others
def load_day(conn, run_date, rows):
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT max(day) FROM daily_answers")
        last = cursor.fetchone()[0]
        if last is None or run_date > last:
            cursor.executemany("INSERT INTO daily_answers VALUES (%s, %s, %s)", [(run_date, *row) for row in rows])
