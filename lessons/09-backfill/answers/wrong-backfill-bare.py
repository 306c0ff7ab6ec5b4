# expects: the error's text does not contain 2025-03-04
from datetime import timedelta


def backfill(run, start, end, done=()):
    for n in range((end - start).days):
        day = start + timedelta(n)
        if day not in done:
            run(day)
