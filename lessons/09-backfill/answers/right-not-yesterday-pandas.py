# A datetime is a date too, so .date() at the end; the type is what the caller asked for
import pandas as pd


def day_of_run(run_date):
    start = pd.Timestamp(run_date)
    end = start + pd.DateOffset(days=1)
    return start.date(), end.date()
