# expects: part of the work was committed before the rest of it
from psycopg2.extras import execute_values


def replace_all(conn, rows):
    try:
        with conn.cursor() as cur:
            cur.execute("TRUNCATE nps")
            for start in range(0, len(rows), 500):
                execute_values(cur, "INSERT INTO nps VALUES %s", rows[start : start + 500])
                conn.commit()
        conn.commit()
    except Exception:
        conn.rollback()
        raise
