# expects: drop your own tables at the end
def load_day(conn, run_date, rows):
    with conn, conn.cursor() as cur:
        cur.execute("CREATE TABLE IF NOT EXISTS stage_daily (LIKE daily_answers INCLUDING ALL)")
        cur.executemany(
            "INSERT INTO stage_daily VALUES (%s,%s,%s) ON CONFLICT DO NOTHING", [(run_date, *r) for r in rows]
        )
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM daily_answers WHERE day = %s", (run_date,))
        cur.execute("INSERT INTO daily_answers SELECT * FROM stage_daily WHERE day = %s", (run_date,))
        cur.execute("DELETE FROM stage_daily")
