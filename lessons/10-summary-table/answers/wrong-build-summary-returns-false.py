# expects: the table is as before, but the caller gets no error.
def build_summary(conn, table, select, checks):
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [table])
        if cursor.fetchone()[0] is None:
            cursor.execute(f"CREATE TABLE {table} AS {select}")
        else:
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f"INSERT INTO {table} {select}")
        for check in checks:
            cursor.execute(check.replace("{table}", table))
            if cursor.fetchone() != (True,):
                conn.rollback()
                return False
        return True
