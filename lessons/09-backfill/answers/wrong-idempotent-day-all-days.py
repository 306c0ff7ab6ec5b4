# expects: Other days are lost: delete only the rows of run_date
def load_day(conn, run_date, rows):
    with conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM daily_answers")
        cursor.executemany("INSERT INTO daily_answers VALUES (%s, %s, %s)", [(run_date, *row) for row in rows])
