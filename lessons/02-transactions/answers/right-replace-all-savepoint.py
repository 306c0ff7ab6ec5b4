# a savepoint, and the error raised again
import psycopg2


def replace_all(conn, rows):
    cur = conn.cursor()
    cur.execute("SAVEPOINT before_load")
    try:
        cur.execute("DELETE FROM nps")
        for row in rows:
            cur.execute("INSERT INTO nps VALUES (%s, %s, %s)", tuple(row))
    except psycopg2.Error:
        cur.execute("ROLLBACK TO SAVEPOINT before_load")
        conn.commit()
        raise
    cur.execute("RELEASE SAVEPOINT before_load")
    conn.commit()
