# another way: Rows that stay are updated, and only those that are gone are deleted. Fewer changes,
# more code.
def load_day(conn, run_date, rows):
    with conn, conn.cursor() as cur:
        for id, score in rows:
            cur.execute(
                """INSERT INTO daily_answers VALUES (%s, %s, %s)
                ON CONFLICT (day, id) DO UPDATE SET score = EXCLUDED.score""",
                (run_date, id, score),
            )
        cur.execute(
            "DELETE FROM daily_answers WHERE day = %s AND id <> ALL(%s::int[])",
            (run_date, [row[0] for row in rows]),
        )
