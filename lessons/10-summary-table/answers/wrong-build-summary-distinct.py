# expects: Equal rows arrived only once
def build_summary(conn, table, select, checks):
    with conn, conn.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE stage ON COMMIT DROP AS {select}")
        for check in checks:
            cursor.execute(check.replace("{table}", "stage"))
            if cursor.fetchone() != (True,):
                raise ValueError(check)
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {table} AS SELECT * FROM stage WITH NO DATA")
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(f"INSERT INTO {table} SELECT * FROM stage UNION SELECT * FROM stage")
