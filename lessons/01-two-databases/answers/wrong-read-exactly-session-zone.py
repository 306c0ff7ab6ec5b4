# expects: A TIMESTAMP is shown in the time zone of the session, which is not always UTC
import pandas as pd


def read_frame(source, query):
    with source.cursor() as cursor:
        cursor.execute(query)
        names = [column[0] for column in cursor.description]
        return pd.DataFrame(list(cursor.fetchall()), columns=names, dtype=object)
