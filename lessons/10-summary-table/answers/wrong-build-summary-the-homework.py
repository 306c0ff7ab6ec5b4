# expects: with a first build): UndefinedTable
def build_summary(conn, table, select, checks):
    cursor = conn.cursor()
    cursor.execute(f"DROP TABLE IF EXISTS temp_{table}; CREATE TABLE temp_{table} AS {select}")
    for check in checks:
        cursor.execute(check.format(table=f"temp_{table}"))
        if not cursor.fetchone()[0]:
            raise ValueError(check)
    try:
        cursor.execute(f"BEGIN; DELETE FROM {table}; INSERT INTO {table} SELECT * FROM temp_{table}; END;")
        conn.commit()
    except Exception:
        cursor.execute("ROLLBACK")
        raise
