def apply_log(conn, events):
    with conn, conn.cursor() as cursor:
        for position, kind, before, after in events:
            cursor.execute("UPDATE log_position SET position = %s WHERE position < %s", (position, position))
            if cursor.rowcount == 0:
                continue
            if kind == "delete" or (kind == "update" and before["id"] != after["id"]):
                cursor.execute("DELETE FROM nps WHERE id = %s", (before["id"],))
            if after is not None:
                cursor.execute(
                    "INSERT INTO nps AS n VALUES (%(id)s, %(created_at)s, %(score)s, %(modified)s, %(deleted)s)"
                    " ON CONFLICT (id) DO UPDATE SET created_at = EXCLUDED.created_at, score = EXCLUDED.score,"
                    " modified = EXCLUDED.modified, deleted = EXCLUDED.deleted",
                    after,
                )
