from psycopg2 import sql


def apply_log(conn, events):
    with conn, conn.cursor() as cur:
        cur.execute("SELECT position FROM log_position")
        mark = cur.fetchone()[0]
        for _, kind, before, after in filter(lambda e: e[0] > mark, events):
            if kind == "insert":
                names = list(after)
                cur.execute(
                    sql.SQL("INSERT INTO nps ({}) VALUES ({})").format(
                        sql.SQL(", ").join(map(sql.Identifier, names)),
                        sql.SQL(", ").join(map(sql.Placeholder, names)),
                    ),
                    after,
                )
            elif kind == "delete":
                cur.execute("DELETE FROM nps WHERE id = %(id)s", before)
                assert cur.rowcount == 1
            else:
                changed = [name for name in after if after[name] != before[name]]
                sets = sql.SQL(", ").join(
                    sql.SQL("{} = {}").format(sql.Identifier(n), sql.Placeholder(n)) for n in changed
                )
                cur.execute(
                    sql.SQL("UPDATE nps SET {} WHERE id = %(was)s").format(sets),
                    {**after, "was": before["id"]},
                )
                assert cur.rowcount == 1
        if events and events[-1][0] > mark:
            cur.execute("UPDATE log_position SET position = %s", (events[-1][0],))
