def build_summary(conn, table, select, checks):
    conn.autocommit = True
    cursor = conn.cursor()
    try:
        cursor.execute("BEGIN")
        cursor.execute("SELECT to_regclass(%s) IS NULL", (table,))
        if cursor.fetchone()[0]:
            cursor.execute(f"CREATE TABLE {table} AS {select}")
        else:
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f"INSERT INTO {table} {select}")
        results = []
        for check in checks:
            cursor.execute(check.replace("{table}", table))
            results += cursor.fetchall() or [(None,)]
        if not all(result for (result,) in results):
            raise ValueError("not all checks are true")
        cursor.execute("COMMIT")
    except BaseException:
        cursor.execute("ROLLBACK")
        raise
    finally:
        conn.autocommit = False
