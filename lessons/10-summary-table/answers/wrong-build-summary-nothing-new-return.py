# expects: a check that gives false when the SELECT gives no rows
def build_summary(conn, table, select, checks):
    with conn, conn.cursor() as cur:
        cur.execute("SELECT to_regclass(%s)", (table,))
        if cur.fetchone()[0]:
            cur.execute(f"DELETE FROM {table}")
            cur.execute(f"INSERT INTO {table} {select}")
        else:
            cur.execute(f"CREATE TABLE {table} AS {select}")
        if cur.rowcount == 0:
            return  # no rows: nothing to check
        for c in checks:
            cur.execute(c.replace("{table}", table))
            if cur.fetchone() != (True,):
                raise ValueError(c)
