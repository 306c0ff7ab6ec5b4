# expects: never called
# days after today are left out
from datetime import date, timedelta


def backfill(run, start, end, done=()):
    finished = list(done)
    day = start
    while day < end:
        if day not in finished and day <= date.today():
            try:
                run(day)
            except Exception as error:
                stopped = RuntimeError(f"{day} failed: {error}")
                stopped.done = finished
                raise stopped from error
            finished.append(day)
        day += timedelta(days=1)
