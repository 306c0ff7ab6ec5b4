# expects: The days came newest first
from datetime import timedelta


def backfill(run, start, end, done=()):
    finished = list(done)
    for n in reversed(range((end - start).days)):
        day = start + timedelta(n)
        if day in finished:
            continue
        try:
            run(day)
        except Exception as error:
            stopped = RuntimeError(str(day))
            stopped.done = finished
            raise stopped from error
        finished.append(day)
