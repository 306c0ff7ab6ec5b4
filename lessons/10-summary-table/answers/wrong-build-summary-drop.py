# expects: it stops with an error: DependentObjectsStillExist
def build_summary(conn, table, select, checks):
    with conn, conn.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {table}_new AS {select}")
        for check in checks:
            cursor.execute(check.format(table=f"{table}_new"))
            if cursor.fetchone() != (True,):
                raise ValueError(check)
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"ALTER TABLE {table}_new RENAME TO {table}")
