# expects: (With dtype_backend, pandas makes a text of each Decimal.)
import pandas as pd


def read_frame(source, query):
    return pd.read_sql(query, source, coerce_float=False, dtype_backend="numpy_nullable")
