from psycopg2.extras import execute_values


def load_day(conn, run_date, rows):
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM daily_answers WHERE day = %(day)s", {"day": run_date})
        if rows:
            execute_values(
                cur, "INSERT INTO daily_answers (day, id, score) VALUES %s", [(run_date, i, s) for i, s in rows]
            )
