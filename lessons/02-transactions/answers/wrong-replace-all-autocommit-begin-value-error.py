# expects: after a failure the connection is not as it was.
import psycopg2


def replace_all(conn, rows):
    cur = conn.cursor()
    cur.execute("BEGIN")
    try:
        cur.execute("DELETE FROM nps")
        for r in rows:
            cur.execute("INSERT INTO nps VALUES (%s,%s,%s)", r)
        cur.execute("COMMIT")
    except psycopg2.Error:
        cur.execute("ROLLBACK")
        raise
