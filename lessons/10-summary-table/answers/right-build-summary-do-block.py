import psycopg2


def build_summary(conn, table, select, checks):
    try:
        with conn.cursor() as cur:
            try:
                cur.execute("SAVEPOINT first")
                cur.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
                cur.execute(f"DELETE FROM {table}")
                cur.execute(f"INSERT INTO {table} {select}")
            except psycopg2.errors.UndefinedTable:
                cur.execute("ROLLBACK TO SAVEPOINT first")
                cur.execute(f"CREATE TABLE {table} AS {select}")
            for check in checks:
                asked = check.replace("{table}", table)
                cur.execute(
                    "DO $do$ BEGIN IF (" + asked + ") IS NOT TRUE THEN RAISE EXCEPTION 'check'; END IF; END $do$"
                )
        conn.commit()
    except BaseException:
        conn.rollback()
        raise
