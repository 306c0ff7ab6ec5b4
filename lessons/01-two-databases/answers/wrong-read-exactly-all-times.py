# expects: A DATETIME is not converted
# Takes the offset off every datetime
from datetime import datetime

import pandas as pd


def read_frame(source, query):
    with source.cursor() as cursor:
        cursor.execute("SELECT TIMEDIFF(NOW(), UTC_TIMESTAMP())")
        (offset,) = cursor.fetchone()
        cursor.execute(query)
        names = [column[0] for column in cursor.description]
        rows = [
            [value - offset if isinstance(value, datetime) and value.year < 9000 else value for value in row]
            for row in cursor.fetchall()
        ]
    return pd.DataFrame(rows, columns=names, dtype=object)
