# another way: `with conn` commits at its end and rolls back on an error; TRUNCATE is faster than
# DELETE, and makes readers wait.
from psycopg2.extras import execute_values


def replace_all(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("TRUNCATE nps")
        if rows:
            execute_values(cur, "INSERT INTO nps VALUES %s", rows)
