# A cursor of dicts, read in pieces, and a column at a time
import pandas as pd
from pymysql.cursors import DictCursor


def read_frame(source, query):
    with source.cursor(DictCursor) as cursor:
        cursor.execute("SELECT @@session.time_zone AS zone")
        zone = cursor.fetchone()["zone"]
        cursor.execute("SET time_zone = '+00:00'")
        cursor.execute(query)
        columns = {column[0]: [] for column in cursor.description}
        while piece := cursor.fetchmany(1000):
            for record in piece:
                for name, value in record.items():
                    columns[name].append(value)
        cursor.execute("SET time_zone = %s", (zone,))
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})
