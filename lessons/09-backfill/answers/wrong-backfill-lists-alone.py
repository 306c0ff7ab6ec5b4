# expects: stops with an error, although no run failed
from datetime import timedelta


def backfill(run, start, end, done=()):
    finished = done + ()  # noqa: RUF005 (the mistake)
    for n in range((end - start).days):
        day = start + timedelta(n)
        if day not in finished:
            try:
                run(day)
            except Exception as error:
                stopped = RuntimeError(f"failed on {day}")
                stopped.done = finished
                raise stopped from error
            finished += (day,)
