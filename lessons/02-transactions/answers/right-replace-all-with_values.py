# with conn, TRUNCATE, execute_values
from psycopg2.extras import execute_values


def replace_all(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("TRUNCATE nps")
        if rows:
            execute_values(cur, "INSERT INTO nps VALUES %s", rows)
