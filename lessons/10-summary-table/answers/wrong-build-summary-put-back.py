# expects: another session saw the new rows for a moment
def build_summary(conn, table, select, checks):
    with conn.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [table])
        first = cursor.fetchone()[0] is None
        if first:
            cursor.execute(f"CREATE TABLE {table} AS {select}")
        else:
            cursor.execute(f"CREATE TEMP TABLE old_rows AS SELECT * FROM {table}")
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f"INSERT INTO {table} {select}")
        conn.commit()
        try:
            for check in checks:
                cursor.execute(check.replace("{table}", table))
                if cursor.fetchone() != (True,):
                    raise ValueError(check)
            conn.commit()
        except Exception:
            conn.rollback()
            if first:
                cursor.execute(f"DROP TABLE {table}")
            else:
                cursor.execute(f"DELETE FROM {table}")
                cursor.execute(f"INSERT INTO {table} SELECT * FROM old_rows")
            conn.commit()
            raise
