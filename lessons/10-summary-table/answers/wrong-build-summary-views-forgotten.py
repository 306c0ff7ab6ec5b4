# expects: the view good_months is gone
def build_summary(conn, table, select, checks):
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT definition FROM pg_views WHERE viewname = 'good_days'")
        view = cursor.fetchone()
        cursor.execute(f"CREATE TABLE {table}_new AS {select}")
        for check in checks:
            cursor.execute(check.replace("{table}", f"{table}_new"))
            if cursor.fetchone() != (True,):
                raise ValueError(check)
        cursor.execute(f"DROP TABLE IF EXISTS {table} CASCADE")
        cursor.execute(f"ALTER TABLE {table}_new RENAME TO {table}")
        cursor.execute(f"GRANT SELECT, INSERT ON {table} TO analysts")
        if view:
            cursor.execute(f"CREATE VIEW good_days AS {view[0]}")
