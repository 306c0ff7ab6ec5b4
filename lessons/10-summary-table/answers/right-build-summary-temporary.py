def build_summary(conn, table, select, checks):
    cursor = conn.cursor()
    try:
        cursor.execute(f"CREATE TEMP TABLE new_rows ON COMMIT DROP AS {select}")
        for check in checks:
            cursor.execute(check.format(table="new_rows"))
            row = cursor.fetchone()
            if not row or not row[0]:
                raise RuntimeError(f"check failed: {check}")
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {table} AS SELECT * FROM new_rows WITH NO DATA")
        cursor.execute(f"DELETE FROM {table}; INSERT INTO {table} SELECT * FROM new_rows")
        conn.commit()
    except Exception:
        conn.rollback()
        raise
    finally:
        cursor.close()
