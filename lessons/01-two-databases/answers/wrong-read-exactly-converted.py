# expects: pandas made the column one of floats
# Too late: the first frame has guessed already
import pandas as pd


def read_frame(source, query):
    with source.cursor() as cursor:
        cursor.execute(query)
        names = [column[0] for column in cursor.description]
        return pd.DataFrame(list(cursor.fetchall()), columns=names).convert_dtypes()
