# expects: the failure goes unnoticed
def replace_all(conn, rows):
    try:
        with conn, conn.cursor() as cur:
            cur.execute("DELETE FROM nps")
            cur.executemany("INSERT INTO nps VALUES (%s, %s, %s)", rows)
    except Exception as error:
        return error
    return "ok"
