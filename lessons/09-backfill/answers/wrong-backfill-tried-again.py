# expects: the day that failed was tried again
from datetime import timedelta


def backfill(run, start, end, done=()):
    finished = list(done)
    for n in range((end - start).days):
        day = start + timedelta(n)
        if day in finished:
            continue
        for left in (2, 1, 0):
            try:
                run(day)
                break
            except Exception as error:
                if not left:
                    stopped = RuntimeError(f"failed on {day}")
                    stopped.done = finished
                    raise stopped from error
        finished.append(day)
