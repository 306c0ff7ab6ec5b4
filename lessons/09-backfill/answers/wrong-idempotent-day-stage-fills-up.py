# expects: a later call with other rows
# the stage is kept and never emptied: a later call for the day brings its earlier rows back
def load_day(conn, run_date, rows):
    with conn, conn.cursor() as cur:
        cur.execute("CREATE TABLE IF NOT EXISTS stage (LIKE daily_answers)")
        cur.executemany("INSERT INTO stage VALUES (%s, %s, %s)", [(run_date, *row) for row in rows])
        cur.execute("DELETE FROM daily_answers WHERE day = %s", (run_date,))
        cur.execute("INSERT INTO daily_answers SELECT DISTINCT * FROM stage WHERE day = %s", (run_date,))
