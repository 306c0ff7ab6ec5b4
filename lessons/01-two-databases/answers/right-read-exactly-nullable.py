# Nullable integers and aware times, each column by its type
import pandas as pd
from pymysql.constants import FIELD_TYPE


def read_frame(source, query):
    cursor = source.cursor()
    cursor.execute("SELECT @@time_zone")
    zone = cursor.fetchone()[0]
    cursor.execute("SET SESSION time_zone = '+00:00'")
    cursor.execute(query)
    rows, description = cursor.fetchall(), cursor.description
    cursor.execute("SET SESSION time_zone = %s", [zone])
    frame = pd.DataFrame(list(rows), columns=[column[0] for column in description], dtype=object)
    for name, kind, *_ in description:
        if kind == FIELD_TYPE.TIMESTAMP:
            frame[name] = pd.to_datetime(frame[name], utc=True)
        elif kind in (FIELD_TYPE.LONG, FIELD_TYPE.LONGLONG) and frame[name].notna().any():
            frame[name] = frame[name].astype("UInt64" if frame[name].min() >= 0 else "Int64")
    return frame
