# expects: with a table without rows: the columns should be id
# The names come from the first row
import pandas as pd
from pymysql.cursors import DictCursor


def read_frame(source, query):
    with source.cursor(DictCursor) as cursor:
        cursor.execute(query)
        rows = cursor.fetchall()
    return pd.DataFrame(list(rows), dtype=object)
