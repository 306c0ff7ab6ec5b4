# expects: A row with an older `modified` was held back
def apply_log(conn, events):
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT position FROM log_position")
        [done] = cursor.fetchone()
        for position, _, before, after in events:
            if position <= done:
                continue
            if before and (not after or before["id"] != after["id"]):
                cursor.execute("DELETE FROM nps WHERE id = %s", (before["id"],))
            if after:
                cursor.execute("SELECT modified FROM nps WHERE id = %s", (after["id"],))
                found = cursor.fetchone()
                if found and found[0] > after["modified"]:
                    continue
                cursor.execute("DELETE FROM nps WHERE id = %s", (after["id"],))
                cursor.execute(
                    "INSERT INTO nps (id, created_at, score, modified, deleted)"
                    " VALUES (%(id)s, %(created_at)s, %(score)s, %(modified)s, %(deleted)s)",
                    after,
                )
            done = position
        cursor.execute("UPDATE log_position SET position = %s", (done,))
