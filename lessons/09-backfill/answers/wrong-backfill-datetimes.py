# expects: `run` should get a datetime.date, but got a datetime
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
