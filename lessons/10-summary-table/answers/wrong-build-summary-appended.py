# expects: The old rows are still there, beside the new ones
def build_summary(conn, table, select, checks):
    with conn, conn.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE stage ON COMMIT DROP AS {select}")
        for check in checks:
            cursor.execute(check.replace("{table}", "stage"))
            if cursor.fetchone() != (True,):
                raise ValueError(check)
        cursor.execute("SELECT to_regclass(%s)", [table])
        if cursor.fetchone()[0] is None:
            cursor.execute(f"CREATE TABLE {table} AS SELECT * FROM stage")
        else:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_pkey")
            cursor.execute(f"INSERT INTO {table} SELECT * FROM stage")
