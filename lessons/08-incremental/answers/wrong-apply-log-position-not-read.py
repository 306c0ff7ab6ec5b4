# expects: Events at or below the stored position were applied again
def apply_log(conn, events):
    with conn, conn.cursor() as cursor:
        for _, _, before, after in events:
            for side in (before, after):
                if side:
                    cursor.execute("DELETE FROM nps WHERE id = %(id)s", side)
            if after:
                cursor.execute(
                    "INSERT INTO nps VALUES (%(id)s, %(created_at)s, %(score)s, %(modified)s, %(deleted)s)", after
                )
        if events:
            cursor.execute("UPDATE log_position SET position = %s", (events[-1][0],))
