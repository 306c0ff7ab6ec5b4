# expects: pandas made the column one of floats
import pandas as pd


def read_frame(source, query):
    return pd.read_sql(query, source, dtype=object, coerce_float=False)
