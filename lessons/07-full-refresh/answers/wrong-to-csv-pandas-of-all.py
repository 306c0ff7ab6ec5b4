# expects: The whole result is read before the first row is used
import pandas as pd


def quoted(value):
    return "" if pd.isna(value) else '"' + value.replace('"', '""') + '"'


def to_csv(source, query, fileobj):
    source.decoders = {}
    for chunk in pd.read_sql(query, source, chunksize=20_000, dtype=object):
        for row in chunk.itertuples(index=False):
            fileobj.write(",".join(map(quoted, row)) + "\n")
