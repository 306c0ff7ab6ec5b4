# pandas, on both connections
import warnings

import pandas as pd


def find_hard_deletes(source, warehouse):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ours = pd.read_sql("SELECT id FROM nps", warehouse)
        theirs = pd.read_sql("SELECT id FROM nps", source)
    return sorted(ours.loc[~ours["id"].isin(theirs["id"]), "id"].tolist())
