# expects: the query gives 15 rows, and the frame has 5
import pandas as pd


def read_frame(source, query):
    with source.cursor() as cursor:
        cursor.execute("SELECT @@session.time_zone")
        (zone,) = cursor.fetchone()
        cursor.execute("SET time_zone = '+00:00'")
        cursor.execute(query)
        rows, names = cursor.fetchall(), [column[0] for column in cursor.description]
        cursor.execute("SET time_zone = %s", (zone,))
    return pd.DataFrame(list(rows), columns=names, dtype=object).drop_duplicates()
