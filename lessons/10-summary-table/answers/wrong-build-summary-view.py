# expects: daily_nps is a view, not a table
def build_summary(conn, table, select, checks):
    with conn, conn.cursor() as cursor:
        for check in checks:
            cursor.execute(check.replace("{table}", f"({select}) AS s"))
            if cursor.fetchone() != (True,):
                raise ValueError(check)
        cursor.execute(f"DROP TABLE IF EXISTS {table} CASCADE")
        cursor.execute(f"CREATE VIEW {table} AS {select}")
