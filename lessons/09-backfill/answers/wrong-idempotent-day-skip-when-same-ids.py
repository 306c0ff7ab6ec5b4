# expects: public.daily_answers is not as it should be
def load_day(conn, run_date, rows):
    try:
        with conn.cursor() as cur:
            cur.execute("SELECT id FROM daily_answers WHERE day = %s", (run_date,))
            if {r[0] for r in cur.fetchall()} == {r[0] for r in rows}:
                return
            cur.execute("DELETE FROM daily_answers WHERE day = %s", (run_date,))
            cur.executemany(
                "INSERT INTO daily_answers (day, id, score) VALUES (%s, %s, %s)",
                [(run_date, i, s) for i, s in rows],
            )
        conn.commit()
    except Exception:
        conn.rollback()
        raise
