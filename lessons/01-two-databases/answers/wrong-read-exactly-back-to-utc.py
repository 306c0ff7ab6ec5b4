# expects: it left the session's time zone at +00:00; it was +09:00
import pandas as pd


def read_frame(source, query):
    with source.cursor() as cursor:
        cursor.execute("SET time_zone = '+00:00'")
        cursor.execute(query)
        names = [column[0] for column in cursor.description]
        frame = pd.DataFrame(list(cursor.fetchall()), columns=names, dtype=object)
        cursor.execute("SET time_zone = DEFAULT")
    return frame
