import io


def load_day(conn, run_date, rows):
    lines = "".join(f"{run_date},{i},{'' if s is None else s}\n" for i, s in rows)
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM daily_answers WHERE day = %s", [run_date])
        cur.copy_expert("COPY daily_answers (day, id, score) FROM STDIN CSV", io.StringIO(lines))
