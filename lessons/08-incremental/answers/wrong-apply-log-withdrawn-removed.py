# expects: Withdrawn responses are gone
def apply_log(conn, events):
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT position FROM log_position")
        [done] = cursor.fetchone()
        for position, _, before, after in events:
            if position <= done:
                continue
            if before:
                cursor.execute("DELETE FROM nps WHERE id = %s", (before["id"],))
            if after and not after["deleted"]:
                cursor.execute(
                    "INSERT INTO nps (id, created_at, score, modified, deleted)"
                    " VALUES (%(id)s, %(created_at)s, %(score)s, %(modified)s, %(deleted)s)",
                    after,
                )
            done = position
        cursor.execute("UPDATE log_position SET position = %s", (done,))
