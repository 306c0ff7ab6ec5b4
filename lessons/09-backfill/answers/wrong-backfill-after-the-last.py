# expects: You continue after the last day of `done`
from datetime import timedelta


def backfill(run, start, end, done=()):
    finished = list(done)
    day = max(finished) + timedelta(days=1) if finished else start
    while day < end:
        try:
            run(day)
        except Exception as error:
            stopped = RuntimeError(f"failed on {day}")
            stopped.done = finished
            raise stopped from error
        finished.append(day)
        day += timedelta(days=1)
