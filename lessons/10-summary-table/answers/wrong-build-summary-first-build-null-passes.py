# expects: a check that gives NULL, on a first build
def build_summary(conn, table, select, checks):
    stage = table + "_stage"
    try:
        with conn.cursor() as cur:
            cur.execute(f"DROP TABLE IF EXISTS {stage}")
            cur.execute(f"CREATE TABLE {stage} AS {select}")
            cur.execute("SELECT to_regclass(%s)", ("public." + table,))
            there = cur.fetchone()[0]
            for check in checks:
                cur.execute(check.replace("{table}", stage))
                row = cur.fetchone()
                if (row is None or row[0] is not True) if there else (row and row[0] is False):
                    raise ValueError(f"not true: {check}")
            cur.execute("SELECT to_regclass(%s)", ("public." + table,))
            if cur.fetchone()[0] is None:
                cur.execute(f"ALTER TABLE {stage} RENAME TO {table}")
            else:
                cur.execute(f"DELETE FROM {table}")
                cur.execute(f"INSERT INTO {table} SELECT * FROM {stage}")
                cur.execute(f"DROP TABLE {stage}")
        conn.commit()
    except BaseException:
        conn.rollback()
        raise
