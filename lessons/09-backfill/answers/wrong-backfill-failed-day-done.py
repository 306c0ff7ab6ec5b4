# expects: The day that failed is not done
from datetime import timedelta


def backfill(run, start, end, done=()):
    finished = list(done)
    for n in range((end - start).days):
        day = start + timedelta(n)
        if day not in done:
            finished.append(day)
            try:
                run(day)
            except Exception as error:
                stopped = RuntimeError(f"failed on {day}")
                stopped.done = finished
                raise stopped from error
