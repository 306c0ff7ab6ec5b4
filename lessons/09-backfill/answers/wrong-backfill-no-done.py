# expects: the error has no attribute `done`
from datetime import timedelta


def backfill(run, start, end, done=()):
    for n in range((end - start).days):
        day = start + timedelta(n)
        if day not in done:
            try:
                run(day)
            except Exception as error:
                raise RuntimeError(f"{day} failed") from error
