# another way: The driver says which columns are TIMESTAMPs, so the offset comes off in Python.
import pandas as pd
from pymysql.constants import FIELD_TYPE


def read_frame(source, query):
    with source.cursor() as cursor:
        cursor.execute("SELECT TIMEDIFF(NOW(), UTC_TIMESTAMP())")
        (offset,) = cursor.fetchone()
        cursor.execute(query)
        rows, description = cursor.fetchall(), cursor.description
    frame = {}
    for at, (name, kind, *_) in enumerate(description):
        values = [row[at] for row in rows]
        if kind == FIELD_TYPE.TIMESTAMP:
            values = [value and value - offset for value in values]
        frame[name] = pd.Series(values, dtype=object)
    return pd.DataFrame(frame)
