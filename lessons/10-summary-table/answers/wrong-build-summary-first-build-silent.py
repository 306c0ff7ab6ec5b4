# expects: the failure goes unnoticed
import psycopg2


def build_summary(conn, table, select, checks):
    with conn.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [table])
        first = cursor.fetchone()[0] is None
        try:
            if not first:
                cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f"INSERT INTO {table} {select}" if not first else f"CREATE TABLE {table} AS {select}")
            for check in checks:
                cursor.execute(check.replace("{table}", table))
                if cursor.fetchone() != (True,):
                    raise ValueError(check)
            conn.commit()
        except psycopg2.OperationalError:
            conn.rollback()
            if not first:
                raise
        except BaseException:
            conn.rollback()
            raise
