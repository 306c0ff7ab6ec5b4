import pandas as pd


def backfill(run, start, end, done=()):
    finished = [*done]
    for stamp in pd.date_range(start, end, inclusive="left"):
        day = stamp.date()
        if day in finished:
            continue
        try:
            run(day)
        except Exception as error:
            failure = Exception(f"backfill stopped on {day}: {type(error).__name__}")
            failure.done = finished
            raise failure from None
        finished += [day]
    print(len(finished), "days are done")
