from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool


def build_summary(conn, table, select, checks):
    engine = create_engine("postgresql+psycopg2://", creator=lambda: conn, poolclass=StaticPool)
    with engine.begin() as connection:
        run = connection.exec_driver_sql
        if run("SELECT to_regclass(%s)", (table,)).scalar() is None:
            run(f"CREATE TABLE {table} AS {select}")
        else:
            run(f"DELETE FROM {table}")
            run(f"INSERT INTO {table} {select}")
        for check in checks:
            if run(check.replace("{table}", table)).scalar() is not True:
                raise ValueError(check)
