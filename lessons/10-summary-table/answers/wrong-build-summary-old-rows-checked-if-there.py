# expects: a check that is true for the old rows and false for the new ones: it does not stop the build.
def build_summary(conn, table, select, checks):
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [table])
        first = cursor.fetchone()[0] is None
        if first:
            cursor.execute(f"CREATE TABLE {table} AS {select}")
        for check in checks:
            cursor.execute(check.replace("{table}", table))
            if cursor.fetchone() != (True,):
                raise ValueError(check)
        if not first:
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f"INSERT INTO {table} {select}")
