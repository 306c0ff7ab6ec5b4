# expects: the role analysts has lost INSERT on daily_nps.
def build_summary(conn, table, select, checks):
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT viewname, definition FROM pg_views WHERE schemaname = 'public' ORDER BY viewname")
        views = cursor.fetchall()
        cursor.execute(f"CREATE TABLE {table}_new AS {select}")
        for check in checks:
            cursor.execute(check.replace("{table}", f"{table}_new"))
            if cursor.fetchone() != (True,):
                raise ValueError(check)
        cursor.execute(f"DROP TABLE IF EXISTS {table} CASCADE")
        cursor.execute(f"ALTER TABLE {table}_new RENAME TO {table}")
        cursor.execute(f"GRANT SELECT ON {table} TO analysts")
        for name, definition in views:
            cursor.execute(f"CREATE VIEW {name} AS {definition}")
