from psycopg2.extras import execute_values


def build_summary(conn, table, select, checks):
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_class WHERE relname = %s AND relkind = 'r')", [table])
        [there] = cursor.fetchone()
        if not there:
            cursor.execute(f"CREATE TABLE {table} AS SELECT * FROM ({select}) AS s LIMIT 0")
        cursor.execute(select)
        rows = cursor.fetchall()
        cursor.execute(f"TRUNCATE TABLE {table}")
        if rows:
            execute_values(cursor, f"INSERT INTO {table} VALUES %s", rows)
        for check in checks:
            cursor.execute(check.replace("{table}", table))
            if not (cursor.fetchone() or [False])[0]:
                raise AssertionError(check)
