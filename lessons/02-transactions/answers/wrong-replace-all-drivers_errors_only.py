# expects: a failure changes the table, and goes unnoticed
import psycopg2


def replace_all(conn, rows):
    cur = conn.cursor()
    try:
        cur.execute("DELETE FROM nps")
        for row in rows:
            cur.execute("INSERT INTO nps VALUES (%s, %s, %s)", row)
    except psycopg2.Error:
        conn.rollback()
        raise
    except Exception as error:
        print("skipped", error)
    conn.commit()
