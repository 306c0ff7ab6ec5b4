# expects: A full refresh also removes what is not in `rows`
from psycopg2.extras import execute_values


def replace_all(conn, rows):
    if rows:
        with conn.cursor() as cur:
            execute_values(
                cur,
                "INSERT INTO nps VALUES %s ON CONFLICT (id) DO UPDATE"
                " SET created_at = EXCLUDED.created_at, score = EXCLUDED.score",
                rows,
            )
