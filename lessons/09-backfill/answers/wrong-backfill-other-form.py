# expects: It has the day in another form
from datetime import timedelta


def backfill(run, start, end, done=()):
    finished = list(done)
    for n in range((end - start).days):
        day = start + timedelta(n)
        if day not in done:
            try:
                run(day)
            except Exception as error:
                stopped = RuntimeError(f"failed on {day:%d.%m.%Y}")
                stopped.done = finished
                raise stopped from error
            finished.append(day)
