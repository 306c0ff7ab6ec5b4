# pandas: DELETE and to_sql in one engine.begin()
import pandas as pd
from sqlalchemy import create_engine, text


def replace_all(conn, rows):
    frame = pd.DataFrame(rows, columns=["id", "created_at", "score"]).astype(object)
    frame = frame.where(frame.notna(), None)
    engine = create_engine("postgresql+psycopg2://", creator=lambda: conn)
    with engine.begin() as c:
        c.execute(text("DELETE FROM nps"))
        frame.to_sql("nps", c, if_exists="append", index=False)
