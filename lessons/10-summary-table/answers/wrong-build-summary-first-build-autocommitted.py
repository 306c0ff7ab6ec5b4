# expects: another session sees daily_nps half done
def build_summary(conn, table, select, checks):
    with conn.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {table} AS {select} WITH NO DATA")
        conn.commit()
    with conn, conn.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(f"INSERT INTO {table} {select}")
        for check in checks:
            cursor.execute(check.replace("{table}", table))
            if cursor.fetchone() != (True,):
                raise ValueError(check)
