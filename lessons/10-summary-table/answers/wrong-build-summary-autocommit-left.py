# expects: it left conn.autocommit at True
def build_summary(conn, table, select, checks):
    conn.autocommit = True
    with conn.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT to_regclass(%s)", [table])
        if cursor.fetchone()[0] is None:
            cursor.execute(f"CREATE TABLE {table} AS {select}")
        else:
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f"INSERT INTO {table} {select}")
        for check in checks:
            cursor.execute(check.replace("{table}", table))
            if cursor.fetchone() != (True,):
                cursor.execute("ROLLBACK")
                raise ValueError(check)
        cursor.execute("COMMIT")
    conn.autocommit = False
