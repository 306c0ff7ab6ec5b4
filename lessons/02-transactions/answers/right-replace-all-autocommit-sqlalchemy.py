# SQLAlchemy with an isolation level of its own
from sqlalchemy import create_engine, text
from sqlalchemy.pool import StaticPool


def replace_all(conn, rows):
    engine = create_engine("postgresql+psycopg2://", creator=lambda: conn, poolclass=StaticPool)
    conn.autocommit = False
    try:
        with engine.begin() as c:
            c.execute(text("DELETE FROM nps"))
            for row in rows:
                c.exec_driver_sql("INSERT INTO nps VALUES (%s, %s, %s)", tuple(row))
    finally:
        conn.rollback()
        conn.autocommit = True
