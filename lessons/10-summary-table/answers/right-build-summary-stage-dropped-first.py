def build_summary(conn, table, select, checks):
    stage = f"{table}_stage"
    with conn.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {stage}")
        cursor.execute(f"CREATE TABLE {stage} AS {select}")
    conn.commit()
    failed = []
    with conn.cursor() as cursor:
        for check in checks:
            cursor.execute(check.format(table=stage))
            result = cursor.fetchone()
            if result is None or result[0] is not True:
                failed.append(check)
    conn.rollback()
    if failed:
        raise RuntimeError(f"{len(failed)} of {len(checks)} checks are not true: {failed}")
    with conn, conn.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {table} (LIKE {stage})")
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(f"INSERT INTO {table} SELECT * FROM {stage}")
        cursor.execute(f"DROP TABLE {stage}")
