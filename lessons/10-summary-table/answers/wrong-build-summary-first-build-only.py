# expects: it stops with an error: DuplicateTable
def build_summary(conn, table, select, checks):
    with conn, conn.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {table} AS {select}")
        for check in checks:
            cursor.execute(check.replace("{table}", table))
            if cursor.fetchone() != (True,):
                raise ValueError(check)
