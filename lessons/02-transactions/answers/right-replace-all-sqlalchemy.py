# SQLAlchemy on the given connection
from sqlalchemy import create_engine, text
from sqlalchemy.pool import StaticPool


def replace_all(conn, rows):
    engine = create_engine("postgresql+psycopg2://", creator=lambda: conn, poolclass=StaticPool)
    with engine.begin() as c:
        c.execute(text("DELETE FROM nps"))
        if rows:
            c.execute(
                text("INSERT INTO nps VALUES (:id, :created_at, :score)"),
                [dict(zip(("id", "created_at", "score"), row, strict=True)) for row in rows],
            )
