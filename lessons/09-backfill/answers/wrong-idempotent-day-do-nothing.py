# expects: an id that came again kept its old score
def load_day(conn, run_date, rows):
    with conn, conn.cursor() as cur:
        for id, score in rows:
            cur.execute(
                "INSERT INTO daily_answers VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", (run_date, id, score)
            )
