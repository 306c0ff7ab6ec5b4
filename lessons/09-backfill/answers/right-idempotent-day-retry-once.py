import psycopg2


def load_day(conn, run_date, rows):
    def once():
        with conn, conn.cursor() as cur:
            cur.execute("DELETE FROM daily_answers WHERE day = %s", (run_date,))
            cur.executemany("INSERT INTO daily_answers VALUES (%s,%s,%s)", [(run_date, *r) for r in rows])

    try:
        once()
    except psycopg2.Error:
        once()
