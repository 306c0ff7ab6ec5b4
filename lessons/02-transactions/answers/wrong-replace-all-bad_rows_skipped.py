# expects: a failure changes the table, and goes unnoticed
def replace_all(conn, rows):
    cur = conn.cursor()
    cur.execute("DELETE FROM nps")
    for row in rows:
        cur.execute("SAVEPOINT one_row")
        try:
            cur.execute("INSERT INTO nps VALUES (%s, %s, %s)", row)
        except Exception:
            cur.execute("ROLLBACK TO one_row")
    conn.commit()
