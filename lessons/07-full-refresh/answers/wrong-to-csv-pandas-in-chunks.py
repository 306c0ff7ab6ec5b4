# expects: ✗ CSV
import pandas as pd
from pymysql.cursors import SSCursor


def to_csv(source, query, fileobj):
    source.cursorclass = SSCursor
    for chunk in pd.read_sql(query, source, chunksize=10_000):
        chunk.to_csv(fileobj, index=False, header=False)
