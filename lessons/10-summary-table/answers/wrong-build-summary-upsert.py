# expects: Old rows stayed
def build_summary(conn, table, select, checks):
    with conn, conn.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE stage ON COMMIT DROP AS {select}")
        for check in checks:
            cursor.execute(check.replace("{table}", "stage"))
            if cursor.fetchone() != (True,):
                raise ValueError(check)
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {table} AS SELECT * FROM stage")
        cursor.execute("SELECT * FROM stage")
        key = cursor.description[0].name
        cursor.execute(f"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM stage)")
        cursor.execute(f"INSERT INTO {table} SELECT * FROM stage")
