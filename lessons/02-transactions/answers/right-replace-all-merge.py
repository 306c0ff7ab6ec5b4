# upsert, and a DELETE of what is not in rows
def replace_all(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM nps WHERE NOT id = ANY(%s::int[])", ([row[0] for row in rows],))
        for row in rows:
            cur.execute(
                "INSERT INTO nps VALUES (%s, %s, %s) ON CONFLICT (id) DO UPDATE"
                " SET created_at = EXCLUDED.created_at, score = EXCLUDED.score",
                row,
            )
