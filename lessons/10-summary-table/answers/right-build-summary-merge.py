def build_summary(conn, table, select, checks):
    """Only the differing rows change: EXCEPT ALL both ways, equal rows counted."""
    with conn, conn.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE wanted ON COMMIT DROP AS {select}")
        for check in checks:
            cursor.execute(check.replace("{table}", "pg_temp.wanted"))
            if cursor.fetchone() != (True,):
                raise ValueError(check)
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {table} AS TABLE wanted WITH NO DATA")
        cursor.execute(f"""
            DELETE FROM {table} WHERE ctid IN (
                SELECT t.ctid FROM (
                    SELECT ctid, t AS row, ROW_NUMBER() OVER (PARTITION BY t::text) AS n FROM {table} AS t
                ) AS t
                WHERE t.n > (SELECT count(*) FROM wanted AS w WHERE w::text = t.row::text)
            )""")
        cursor.execute(f"INSERT INTO {table} SELECT * FROM wanted EXCEPT ALL SELECT * FROM {table}")
