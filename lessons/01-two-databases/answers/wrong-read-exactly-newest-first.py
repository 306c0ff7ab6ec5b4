# expects: the rows are right, but not in the query's order
import pandas as pd


def read_frame(source, query):
    with source.cursor() as cursor:
        cursor.execute(query)
        names = [column[0] for column in cursor.description]
        return pd.DataFrame(list(cursor.fetchall())[::-1], columns=names, dtype=object)
