# expects: after RENAME it keeps reading the old table.
def build_summary(conn, table, select, checks):
    with conn, conn.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {table}_new AS {select}")
        for check in checks:
            cursor.execute(check.format(table=f"{table}_new"))
            if cursor.fetchone() != (True,):
                raise ValueError(check)
        cursor.execute(f"ALTER TABLE IF EXISTS {table} RENAME TO {table}_old")
        cursor.execute(f"ALTER TABLE {table}_new RENAME TO {table}")
