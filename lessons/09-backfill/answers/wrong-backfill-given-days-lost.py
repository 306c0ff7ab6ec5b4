# expects: The days that were given as done are missing
from datetime import timedelta


def backfill(run, start, end, done=()):
    finished = []
    for n in range((end - start).days):
        day = start + timedelta(n)
        if day not in done:
            try:
                run(day)
            except Exception as error:
                stopped = RuntimeError(f"failed on {day}")
                stopped.done = finished
                raise stopped from error
            finished.append(day)
