from psycopg2.extras import execute_values


def apply_log(conn, events):
    """Stage the new events, take the last one of each id, and swap these rows, as one transaction."""
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT position FROM log_position")
        [done] = cursor.fetchone()
        new = [event for event in events if event[0] > done]
        if not new:
            return
        cursor.execute(
            "CREATE TEMP TABLE stage (n INT, id INT, created_at TIMESTAMP, score SMALLINT, modified TIMESTAMP,"
            " deleted BOOLEAN, gone BOOLEAN) ON COMMIT DROP"
        )
        rows = []
        for _, _, before, after in new:
            if before:
                rows.append((len(rows), before["id"], None, None, None, None, True))
            if after:
                values = [after[name] for name in ("id", "created_at", "score", "modified", "deleted")]
                rows.append((len(rows), *values, False))
        execute_values(cursor, "INSERT INTO stage VALUES %s", rows)
        cursor.execute("DELETE FROM nps WHERE id IN (SELECT id FROM stage)")
        cursor.execute(
            "INSERT INTO nps SELECT id, created_at, score, modified, deleted FROM ("
            " SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY n DESC) AS seq FROM stage) AS s"
            " WHERE seq = 1 AND NOT gone"
        )
        cursor.execute("UPDATE log_position SET position = %s", (new[-1][0],))
