# expects: A missing score is NULL, not 0
def load_day(conn, run_date, rows):
    with conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM daily_answers WHERE day = %s", (run_date,))
        for id, score in rows:
            cursor.execute("INSERT INTO daily_answers VALUES (%s, %s, %s)", (run_date, id, score or 0))
