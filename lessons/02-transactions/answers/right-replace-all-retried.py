def replace_all(conn, rows):
    for _ in range(3):
        try:
            with conn, conn.cursor() as cur:
                cur.execute("DELETE FROM nps")
                cur.executemany("INSERT INTO nps VALUES (%s, %s, %s)", rows)
            return
        except Exception as error:
            last = error
    raise last
