# expects: an int, in a column of Int64, UInt64 or object
import pandas as pd


def read_frame(source, query):
    with source.cursor() as cursor:
        cursor.execute(query)
        names = [column[0] for column in cursor.description]
        rows = [[None if value is None else str(value) for value in row] for row in cursor.fetchall()]
    return pd.DataFrame(rows, columns=names, dtype=object)
