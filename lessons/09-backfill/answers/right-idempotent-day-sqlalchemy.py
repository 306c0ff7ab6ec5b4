from sqlalchemy import create_engine, text
from sqlalchemy.pool import StaticPool


def load_day(conn, run_date, rows):
    engine = create_engine("postgresql+psycopg2://", creator=lambda: conn, poolclass=StaticPool)
    with engine.begin() as c:
        c.execute(text("DELETE FROM daily_answers WHERE day = :day"), {"day": run_date})
        for i, s in rows:
            c.execute(text("INSERT INTO daily_answers VALUES (:d, :i, :s)"), {"d": run_date, "i": i, "s": s})
