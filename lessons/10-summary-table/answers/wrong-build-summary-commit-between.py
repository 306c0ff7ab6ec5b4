# expects: another session sees daily_nps half done
def build_summary(conn, table, select, checks):
    with conn.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE stage AS {select}")
        for check in checks:
            cursor.execute(check.replace("{table}", "stage"))
            if cursor.fetchone() != (True,):
                conn.rollback()
                raise ValueError(check)
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {table} AS SELECT * FROM stage WITH NO DATA")
        cursor.execute(f"DELETE FROM {table}")
        conn.commit()
        cursor.execute(f"INSERT INTO {table} SELECT * FROM stage")
        cursor.execute("DROP TABLE stage")
        conn.commit()
