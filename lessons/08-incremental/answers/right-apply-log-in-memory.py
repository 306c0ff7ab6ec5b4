def apply_log(conn, events):
    with conn.cursor() as cur:
        cur.execute("SELECT id, created_at, score, modified, deleted FROM nps")
        table = {row[0]: row for row in cur.fetchall()}
        cur.execute("SELECT position FROM log_position")
        position = cur.fetchone()[0]
        for pos, kind, before, after in events:
            if pos <= position:
                continue
            position = pos
            if kind in ("update", "delete"):
                del table[before["id"]]
            if kind in ("insert", "update"):
                table[after["id"]] = tuple(after[c] for c in ("id", "created_at", "score", "modified", "deleted"))
        cur.execute("DELETE FROM nps")
        cur.executemany("INSERT INTO nps VALUES (%s, %s, %s, %s, %s)", list(table.values()))
        cur.execute("DELETE FROM log_position")
        cur.execute("INSERT INTO log_position VALUES (%s)", (position,))
    conn.commit()
