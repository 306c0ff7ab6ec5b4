# expects: NULL and an empty text are different values
import pandas as pd


def read_frame(source, query):
    with source.cursor() as cursor:
        cursor.execute(query)
        names = [column[0] for column in cursor.description]
        return pd.DataFrame(list(cursor.fetchall()), columns=names, dtype=object).fillna("")
