# expects: A DATETIME has no time zone
from datetime import UTC, datetime

import pandas as pd


def read_frame(source, query):
    with source.cursor() as cursor:
        cursor.execute(query)
        names = [column[0] for column in cursor.description]
        rows = [
            [value.replace(tzinfo=UTC) if isinstance(value, datetime) else value for value in row]
            for row in cursor.fetchall()
        ]
    return pd.DataFrame(rows, columns=names, dtype=object)
