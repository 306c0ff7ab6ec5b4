# expects: drop your own tables at the end
def build_summary(conn, table, select, checks):
    stage = table + "_stage"
    try:
        with conn.cursor() as cur:
            cur.execute(f"CREATE TABLE {stage} AS {select}")
            for check in checks:
                cur.execute(check.replace("{table}", stage))
                row = cur.fetchone()
                if row is None or row[0] is not True:
                    raise ValueError(f"not true: {check}")
            cur.execute("SELECT to_regclass(%s)", ("public." + table,))
            if cur.fetchone()[0] is None:
                cur.execute(f"ALTER TABLE {stage} RENAME TO {table}")
            else:
                cur.execute(f"DELETE FROM {table}")
                cur.execute(f"INSERT INTO {table} SELECT * FROM {stage}")
        conn.commit()
    except BaseException:
        conn.rollback()
        raise
