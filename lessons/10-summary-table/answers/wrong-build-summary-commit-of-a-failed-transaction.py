# expects: a check that stops with an error: the table is as before, but the caller gets no error.
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
            try:
                cursor.execute(check.replace("{table}", table))
                result = cursor.fetchone()
            except psycopg2.DataError as error:
                print("this check could not be run:", error)
                continue
            if result != (True,):
                raise ValueError(check)
