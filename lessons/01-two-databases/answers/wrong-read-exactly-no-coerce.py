# expects: not as the source has it: parent, weight.
import pandas as pd


def read_frame(source, query):
    return pd.read_sql(query, source, coerce_float=False)
