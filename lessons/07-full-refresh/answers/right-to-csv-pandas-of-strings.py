# pandas reads chunks of the server's own text, from a server-side cursor.
import pandas as pd
from pymysql.cursors import SSCursor


def quoted(value):
    return "" if pd.isna(value) else '"' + value.replace('"', '""') + '"'


def to_csv(source, query, fileobj):
    source.decoders, source.cursorclass = {}, SSCursor
    for chunk in pd.read_sql(query, source, chunksize=20_000, dtype=object):
        for row in chunk.itertuples(index=False):
            fileobj.write(",".join(map(quoted, row)) + "\n")
