# one statement: what is deleted and what is inserted are seen together
def load_day(conn, run_date, rows):
    with conn, conn.cursor() as cur:
        cur.execute(
            "DELETE FROM daily_answers WHERE day = %s AND NOT (id = ANY(%s))", (run_date, [r[0] for r in rows])
        )
        cur.execute(
            """INSERT INTO daily_answers (day, id, score)
            SELECT %s, id, score FROM unnest(%s::int[], %s::smallint[]) AS given (id, score)
            ON CONFLICT (day, id) DO UPDATE SET score = EXCLUDED.score""",
            (run_date, [r[0] for r in rows], [r[1] for r in rows]),
        )
