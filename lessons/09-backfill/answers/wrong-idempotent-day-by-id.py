# expects: delete by day
def load_day(conn, run_date, rows):
    with conn, conn.cursor() as cursor:
        for id, score in rows:
            cursor.execute("DELETE FROM daily_answers WHERE id = %s", (id,))
            cursor.execute("INSERT INTO daily_answers VALUES (%s, %s, %s)", (run_date, id, score))
