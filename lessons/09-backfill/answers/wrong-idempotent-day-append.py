# expects: duplicate key value violates unique constraint
def load_day(conn, run_date, rows):
    with conn, conn.cursor() as cursor:
        cursor.executemany("INSERT INTO daily_answers VALUES (%s, %s, %s)", [(run_date, *row) for row in rows])
