# expects: the error's text does not contain 2025-03-01
# the run's error is of another kind than those that are caught
from datetime import timedelta


def backfill(run, start, end, done=()):
    finished = list(done)
    for n in range((end - start).days):
        day = start + timedelta(n)
        if day in finished:
            continue
        try:
            run(day)
        except (ValueError, RuntimeError) as error:
            stopped = RuntimeError(f"failed on {day}")
            stopped.done = finished
            raise stopped from error
        finished.append(day)
