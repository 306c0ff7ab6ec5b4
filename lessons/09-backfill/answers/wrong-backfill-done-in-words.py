# expects: the error's `.done` should be a list, a tuple or a set
from datetime import timedelta


def backfill(run, start, end, done=()):
    finished = list(done)
    for n in range((end - start).days):
        day = start + timedelta(n)
        if day in finished:
            continue
        try:
            run(day)
        except Exception as error:
            stopped = RuntimeError(f"failed on {day}")
            stopped.done = ", ".join(map(str, finished))
            raise stopped from error
        finished.append(day)
