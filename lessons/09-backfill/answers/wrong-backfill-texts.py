# expects: `run` should get one datetime.date
from datetime import timedelta


def backfill(run, start, end, done=()):
    finished = list(done)
    for n in range((end - start).days):
        day = start + timedelta(n)
        if day not in finished:
            try:
                run(str(day))
            except Exception as error:
                stopped = RuntimeError(f"failed on {day}")
                stopped.done = finished
                raise stopped from error
            finished.append(day)
