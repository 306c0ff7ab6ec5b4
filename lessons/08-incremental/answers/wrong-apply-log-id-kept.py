# expects: An update may change the id
def apply_log(conn, events):
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT position FROM log_position")
        [done] = cursor.fetchone()
        for position, kind, before, after in events:
            if position <= done:
                continue
            if kind == "delete":
                cursor.execute("DELETE FROM nps WHERE id = %(id)s", before)
            elif kind == "insert":
                cursor.execute(
                    "INSERT INTO nps VALUES (%(id)s, %(created_at)s, %(score)s, %(modified)s, %(deleted)s)", after
                )
            else:
                cursor.execute(
                    "UPDATE nps SET created_at = %(created_at)s, score = %(score)s,"
                    " modified = %(modified)s, deleted = %(deleted)s"
                    " WHERE id = %(old)s",
                    {**after, "old": before["id"]},
                )
            done = position
        cursor.execute("UPDATE log_position SET position = %s", (done,))
