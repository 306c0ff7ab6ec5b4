# expects: the query gives 2600 rows, and the frame has 1000
import pandas as pd


def read_frame(source, query):
    with source.cursor() as cursor:
        cursor.execute("SELECT @@session.time_zone")
        (zone,) = cursor.fetchone()
        cursor.execute("SET time_zone = '+00:00'")
        cursor.execute(query)
        names = [column[0] for column in cursor.description]
        frame = pd.DataFrame(list(cursor.fetchmany(1000)), columns=names, dtype=object)
        cursor.execute("SET time_zone = %s", (zone,))
    return frame
