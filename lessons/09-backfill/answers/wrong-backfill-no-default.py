# expects: it should take (run, start, end)
from datetime import timedelta


def backfill(run, start, end, done):
    for n in range((end - start).days):
        day = start + timedelta(n)
        if day not in done:
            run(day)
