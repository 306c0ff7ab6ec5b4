# expects: public.daily_answers is not as it should be
def load_day(conn, run_date, rows):
    stage = "stage_" + run_date.strftime("%Y%m%d")
    with conn, conn.cursor() as cur:
        cur.execute("SELECT to_regclass(%s)", (stage,))
        if cur.fetchone()[0] is None:
            cur.execute(f"CREATE TABLE {stage} (LIKE daily_answers)")
            cur.executemany(f"INSERT INTO {stage} VALUES (%s,%s,%s)", [(run_date, *r) for r in rows])
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM daily_answers WHERE day = %s", (run_date,))
        cur.execute(f"INSERT INTO daily_answers SELECT * FROM {stage}")
        cur.execute(f"DROP TABLE {stage}")
