def load_day(conn, run_date, rows):
    cur = conn.cursor()
    try:
        cur.execute("DELETE FROM daily_answers WHERE day = %s", (run_date,))
        for id, score in rows:
            cur.execute("INSERT INTO daily_answers (day, id, score) VALUES (%s, %s, %s)", (run_date, id, score))
        conn.commit()
    except Exception:
        conn.rollback()
        raise
