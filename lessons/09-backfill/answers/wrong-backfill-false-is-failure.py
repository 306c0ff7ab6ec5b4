# expects: stops with an error, although no run failed
from datetime import timedelta


def backfill(run, start, end, done=()):
    finished = list(done)
    for n in range((end - start).days):
        day = start + timedelta(n)
        if day in finished:
            continue
        try:
            if run(day) is False:
                raise ValueError("run says False")
        except Exception as error:
            stopped = RuntimeError(f"failed on {day}")
            stopped.done = finished
            raise stopped from error
        finished.append(day)
