# expects: daily_nps is not as it should be
def build_summary(conn, table, select, checks):
    stage = "stage_" + table
    with conn, conn.cursor() as cur:
        cur.execute(f"CREATE TABLE IF NOT EXISTS {stage} AS {select}")
        for c in checks:
            cur.execute(c.replace("{table}", stage))
            r = cur.fetchone()
            if r is None or r[0] is not True:
                raise ValueError(c)
    with conn, conn.cursor() as cur:
        cur.execute("SELECT to_regclass(%s) IS NOT NULL", (f"public.{table}",))
        if cur.fetchone()[0]:
            cur.execute(f"DELETE FROM {table}")
            cur.execute(f"INSERT INTO {table} SELECT * FROM {stage}")
        else:
            cur.execute(f"CREATE TABLE {table} AS SELECT * FROM {stage}")
        cur.execute(f"DROP TABLE {stage}")
