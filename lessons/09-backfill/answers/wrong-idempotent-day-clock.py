# expects: There are rows of a day that was not given
from datetime import date, timedelta


def load_day(conn, run_date, rows):
    yesterday = date.today() - timedelta(days=1)
    with conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM daily_answers WHERE day = %s", (yesterday,))
        cursor.executemany("INSERT INTO daily_answers VALUES (%s, %s, %s)", [(yesterday, *row) for row in rows])
