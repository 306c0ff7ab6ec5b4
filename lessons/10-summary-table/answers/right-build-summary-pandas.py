import pandas as pd


def build_summary(conn, table, select, checks):
    with conn, conn.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE fresh ON COMMIT DROP AS {select}")
        results = [pd.read_sql(check.format(table="fresh"), conn) for check in checks]
        for check, result in zip(checks, results, strict=True):
            if result.empty or result.iat[0, 0] is None or not bool(result.iat[0, 0]):
                raise ValueError(f"{table}: {check}")
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {table} AS SELECT * FROM fresh LIMIT 0")
        cursor.execute(f"TRUNCATE {table}")
        cursor.execute(f"INSERT INTO {table} SELECT * FROM fresh")
