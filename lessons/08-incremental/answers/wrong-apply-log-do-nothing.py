# expects: state: public.nps is not as it should be
def apply_log(conn, events):
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT position FROM log_position")
        [done] = cursor.fetchone()
        for position, kind, before, after in events:
            if position <= done:
                continue
            if kind == "delete":
                cursor.execute("DELETE FROM nps WHERE id = %(id)s", before)
            if after:
                cursor.execute(
                    "INSERT INTO nps VALUES (%(id)s, %(created_at)s, %(score)s, %(modified)s, %(deleted)s)"
                    " ON CONFLICT DO NOTHING",
                    after,
                )
            done = position
        cursor.execute("UPDATE log_position SET position = %s", (done,))
