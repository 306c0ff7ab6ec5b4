# expects: it stops with an error (with a query with names of its own and a %)
import pandas as pd


def read_frame(source, query):
    with source.cursor() as cursor:
        cursor.execute("SELECT @@session.time_zone")
        (zone,) = cursor.fetchone()
        cursor.execute("SET time_zone = %s", ("+00:00",))
        cursor.execute(query, ())
        names = [column[0] for column in cursor.description]
        frame = pd.DataFrame(list(cursor.fetchall()), columns=names, dtype=object)
        cursor.execute("SET time_zone = %s", (zone,))
    return frame
