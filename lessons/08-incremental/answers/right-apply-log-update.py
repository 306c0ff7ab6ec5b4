# another way: Each kind has its own statement; UPDATE finds the row by its old id, and sets the id too.
def apply_log(conn, events):
    insert = """
        INSERT INTO nps (id, created_at, score, modified, deleted)
        VALUES (%(id)s, %(created_at)s, %(score)s, %(modified)s, %(deleted)s)
    """
    update = """
        UPDATE nps
        SET id = %(id)s, created_at = %(created_at)s,
            score = %(score)s, modified = %(modified)s, deleted = %(deleted)s
        WHERE id = %(old_id)s
    """
    try:
        with conn.cursor() as cursor:
            cursor.execute("SELECT position FROM log_position FOR UPDATE")
            done = cursor.fetchone()[0]
            new = [event for event in events if event[0] > done]
            for position, kind, before, after in new:
                if kind == "insert":
                    cursor.execute(insert, after)
                elif kind == "update":
                    cursor.execute(update, {**after, "old_id": before["id"]})
                else:
                    cursor.execute("DELETE FROM nps WHERE id = %s", (before["id"],))
                cursor.execute("UPDATE log_position SET position = %s", (position,))
        conn.commit()
    except Exception:
        conn.rollback()
        raise
