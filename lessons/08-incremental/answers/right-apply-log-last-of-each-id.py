# another way: The last row of each id is found first, in Python, so that each is written only once.
def apply_log(conn, events):
    columns = ("id", "created_at", "score", "modified", "deleted")
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT position FROM log_position")
        [done] = cursor.fetchone()
        last = {}  # id -> the row that is there in the end, or None
        for position, _, before, after in events:
            if position > done:
                done = position
                if before:
                    last[before["id"]] = None
                if after:
                    last[after["id"]] = tuple(after[name] for name in columns)
        cursor.executemany("DELETE FROM nps WHERE id = %s", [(id,) for id in last])
        cursor.executemany("INSERT INTO nps VALUES (%s, %s, %s, %s, %s)", [row for row in last.values() if row])
        cursor.execute("UPDATE log_position SET position = %s", (done,))
