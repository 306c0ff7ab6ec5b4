# expects: a second call on the same connection stops.
def build_summary(conn, table, select, checks):
    with conn, conn.cursor() as cur:
        cur.execute("SELECT obj_description(to_regclass(%s))", (table,))
        ours = cur.fetchone()[0]
        cur.execute("SELECT to_regclass(%s)", (table,))
        if cur.fetchone()[0]:
            if ours != "built":
                cur.execute(f"DELETE FROM {table}")
            cur.execute(f"INSERT INTO {table} {select}")
        else:
            cur.execute(f"CREATE TABLE {table} AS {select}")
        for c in checks:
            cur.execute(c.replace("{table}", table))
            if cur.fetchone() != (True,):
                raise ValueError(c)
        cur.execute(f"COMMENT ON TABLE {table} IS 'built'")
