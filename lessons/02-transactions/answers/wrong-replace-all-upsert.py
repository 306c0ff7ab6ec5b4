# expects: A full refresh also removes what is not in `rows`
def replace_all(conn, rows):
    with conn, conn.cursor() as cur:
        cur.executemany(
            "INSERT INTO nps VALUES (%s, %s, %s) ON CONFLICT (id) DO UPDATE"
            " SET created_at = EXCLUDED.created_at, score = EXCLUDED.score",
            rows,
        )
