def build_summary(conn, table, select, checks):
    def once():
        with conn, conn.cursor() as cur:
            cur.execute("SELECT to_regclass(%s)", (table,))
            if cur.fetchone()[0]:
                cur.execute(f"DELETE FROM {table}")
                cur.execute(f"INSERT INTO {table} {select}")
            else:
                cur.execute(f"CREATE TABLE {table} AS {select}")
            for c in checks:
                cur.execute(c.replace("{table}", table))
                r = cur.fetchone()
                if r is None or not r[0]:
                    raise ValueError(c)

    import psycopg2

    try:
        once()
    except psycopg2.OperationalError:
        once()
