# SQLAlchemy's engine.begin() on the given connection
from sqlalchemy import create_engine, text


def load_forecast(conn, rows):
    engine = create_engine("postgresql+psycopg2://", creator=lambda: conn)
    keys = ("d", "t", "lo", "hi")
    with engine.begin() as c:
        for r in rows:
            c.execute(
                text("""INSERT INTO weather_forecast (date,temp,min_temp,max_temp)
                VALUES (:d,:t,:lo,:hi)
                ON CONFLICT (date)
                DO UPDATE SET temp=EXCLUDED.temp,min_temp=EXCLUDED.min_temp,
                max_temp=EXCLUDED.max_temp,
                created_date=now()"""),
                dict(zip(keys, r, strict=True)),
            )
