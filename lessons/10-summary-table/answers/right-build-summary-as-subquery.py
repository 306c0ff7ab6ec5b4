def build_summary(conn, table, select, checks):
    """{table} may be a subquery, too: it stands behind FROM."""
    with conn, conn.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for check in checks:
            cursor.execute(check.replace("{table}", f"({select}) AS new_rows"))
            assert cursor.fetchone() == (True,), check
        cursor.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename = %s", [table])
        if cursor.rowcount:
            cursor.execute(f"DELETE FROM public.{table}")
            cursor.execute(f"INSERT INTO public.{table} {select}")
        else:
            cursor.execute(f"CREATE TABLE public.{table} AS {select}")
