# expects: An id that the day no longer has must go
def load_day(conn, run_date, rows):
    with conn, conn.cursor() as cur:
        for id, score in rows:
            cur.execute(
                """INSERT INTO daily_answers VALUES (%s, %s, %s)
                ON CONFLICT (day, id) DO UPDATE SET score = EXCLUDED.score""",
                (run_date, id, score),
            )
