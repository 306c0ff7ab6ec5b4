# A Timestamp is a datetime, and adding to it moves the moment, not the local clock
import pandas as pd


def hour_of_run(start):
    first = pd.Timestamp(start)
    return first.tz_convert("UTC"), (first + pd.Timedelta(hours=1)).tz_convert("UTC")
