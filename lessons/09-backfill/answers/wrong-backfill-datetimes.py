# expects: `run` is to get a datetime.date, and got one with a time
import pandas as pd


def backfill(run, start, end, done=()):
    finished = list(done)
    for day in pd.date_range(start, end, inclusive="left"):
        if day.date() not in finished:
            try:
                run(day)
            except Exception as error:
                stopped = RuntimeError(f"failed on {day.date()}")
                stopped.done = finished
                raise stopped from error
            finished.append(day.date())
