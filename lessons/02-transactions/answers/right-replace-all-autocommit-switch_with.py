# autocommit off around with conn, COPY inside
import csv
import io


def replace_all(conn, rows):
    was = conn.autocommit
    conn.autocommit = False
    try:
        with conn, conn.cursor() as cur:
            cur.execute("DELETE FROM nps")
            text = io.StringIO()
            csv.writer(text).writerows(rows)
            text.seek(0)
            cur.copy_expert("COPY nps FROM STDIN WITH (FORMAT csv)", text)
    finally:
        conn.autocommit = was
