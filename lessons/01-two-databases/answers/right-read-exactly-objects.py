import pandas as pd


def read_frame(source, query):
    with source.cursor() as cursor:
        cursor.execute("SELECT @@session.time_zone")
        (zone,) = cursor.fetchone()
        cursor.execute("SET time_zone = '+00:00'")
        try:
            cursor.execute(query)
            names = [column[0] for column in cursor.description]
            return pd.DataFrame(list(cursor.fetchall()), columns=names, dtype=object)
        finally:
            cursor.execute("SET time_zone = %s", (zone,))
