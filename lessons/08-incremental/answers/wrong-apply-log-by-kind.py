# expects: Apply them in the order of their positions
def apply_log(conn, events):
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT position FROM log_position")
        [done] = cursor.fetchone()
        new = [event for event in events if event[0] > done]
        for _, _, before, after in new:
            for side in (before, after):
                if side:
                    cursor.execute("DELETE FROM nps WHERE id = %(id)s", side)
        for _, _, _, after in new:
            if after:
                cursor.execute(
                    "INSERT INTO nps VALUES (%(id)s, %(created_at)s, %(score)s, %(modified)s, %(deleted)s)"
                    " ON CONFLICT (id) DO UPDATE SET created_at = EXCLUDED.created_at, score = EXCLUDED.score,"
                    " modified = EXCLUDED.modified, deleted = EXCLUDED.deleted",
                    after,
                )
        if new:
            cursor.execute("UPDATE log_position SET position = %s", (new[-1][0],))
