# expects: another session sees daily_nps half done
def build_summary(conn, table, select, checks):
    cursor = conn.cursor()
    for check in checks:
        cursor.execute(check.replace("{table}", f"({select}) AS s"))
        if cursor.fetchone() != (True,):
            conn.rollback()
            raise ValueError(check)
    cursor.execute("SELECT to_regclass(%s)", [table])
    if cursor.fetchone()[0] is None:
        cursor.execute(f"CREATE TABLE {table} AS {select}")
    else:
        cursor.execute(f"TRUNCATE {table}")
        conn.commit()
        cursor.execute(f"INSERT INTO {table} {select}")
    conn.commit()
