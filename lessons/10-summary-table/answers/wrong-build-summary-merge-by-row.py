# expects: channel_days is not as it should be
def build_summary(conn, table, select, checks):
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [table])
        if cursor.fetchone()[0] is None:
            cursor.execute(f"CREATE TABLE {table} AS {select}")
        else:
            cursor.execute(
                f"MERGE INTO {table} AS old USING ({select}) AS new ON old = new"
                " WHEN NOT MATCHED THEN INSERT VALUES (new.*) WHEN NOT MATCHED BY SOURCE THEN DELETE"
            )
        for check in checks:
            cursor.execute(check.replace("{table}", table))
            if cursor.fetchone() != (True,):
                raise ValueError(check)
