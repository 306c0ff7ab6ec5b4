# expects: a check that stops with an error: it does not stop the build.
import psycopg2


def build_summary(conn, table, select, checks):
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [table])
        if cursor.fetchone()[0] is None:
            cursor.execute(f"CREATE TABLE {table} AS {select}")
        else:
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f"INSERT INTO {table} {select}")
        for check in checks:
            cursor.execute("SAVEPOINT before_check")
            try:
                cursor.execute(check.replace("{table}", table))
            except psycopg2.Error:
                cursor.execute("ROLLBACK TO SAVEPOINT before_check")
                continue
            if cursor.fetchone() != (True,):
                raise ValueError(check)
