# execute_batch, which sends many statements in one text
from psycopg2.extras import execute_batch


def replace_all(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM nps")
        execute_batch(cur, "INSERT INTO nps VALUES (%s, %s, %s)", rows)
