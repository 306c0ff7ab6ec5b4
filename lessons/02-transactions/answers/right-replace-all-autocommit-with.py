# another way: `with conn` is one transaction in psycopg2, also under autocommit. Less to write than
# BEGIN, COMMIT and ROLLBACK, but only this driver does so.
from psycopg2.extras import execute_values


def replace_all(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("TRUNCATE TABLE nps")
        if rows:
            execute_values(cur, "INSERT INTO nps (id, created_at, score) VALUES %s", rows)
