# expects: A grant belongs to the table, not to its name.
def build_summary(conn, table, select, checks):
    with conn, conn.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {table}_new AS {select}")
        for check in checks:
            cursor.execute(check.format(table=f"{table}_new"))
            if not cursor.fetchone()[0]:
                raise ValueError(check)
        cursor.execute(f"DROP TABLE IF EXISTS {table} CASCADE")
        cursor.execute(f"ALTER TABLE {table}_new RENAME TO {table}")
