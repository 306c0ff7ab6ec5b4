# expects: a failure leaves a table behind, and the next run stops on it
def build_summary(conn, table, select, checks):
    stage = f"new_{table}"
    with conn.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {stage} AS {select}")
        conn.commit()
        for check in checks:
            cursor.execute(check.replace("{table}", stage))
            if cursor.fetchone() != (True,):
                conn.rollback()
                raise ValueError(check)
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {table} AS SELECT * FROM {stage} WITH NO DATA")
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(f"INSERT INTO {table} SELECT * FROM {stage}")
        cursor.execute(f"DROP TABLE {stage}")
        conn.commit()
