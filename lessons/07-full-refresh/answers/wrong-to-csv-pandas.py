# expects: ✗ CSV
import pandas as pd


def to_csv(source, query, fileobj):
    pd.read_sql(query, source).to_csv(fileobj, index=False, header=False)
