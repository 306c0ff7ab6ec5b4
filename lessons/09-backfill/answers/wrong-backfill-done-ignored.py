# expects: Days that are in `done` are run again
from datetime import timedelta


def backfill(run, start, end, done=()):
    finished = list(done)
    for n in range((end - start).days):
        day = start + timedelta(n)
        try:
            run(day)
        except Exception as error:
            stopped = RuntimeError(str(day))
            stopped.done = finished
            raise stopped from error
        finished.append(day)
