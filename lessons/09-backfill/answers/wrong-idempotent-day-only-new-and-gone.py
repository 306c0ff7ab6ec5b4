# expects: public.daily_answers is not as it should be
def load_day(conn, run_date, rows):
    with conn, conn.cursor() as cur:
        cur.execute("SELECT id FROM daily_answers WHERE day = %s", (run_date,))
        have = {i for (i,) in cur.fetchall()}
        given = {i for i, _ in rows}
        if have == given:
            return  # nothing came and nothing went
        cur.execute("DELETE FROM daily_answers WHERE day = %s", (run_date,))
        cur.executemany("INSERT INTO daily_answers VALUES (%s, %s, %s)", [(run_date, i, s) for i, s in rows])
