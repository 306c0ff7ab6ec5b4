# expects: it can't be called as backfill(run, 2025-03-01, 2025-03-08, done=
from datetime import timedelta


def backfill(run, start, end):
    for n in range((end - start).days):
        run(start + timedelta(n))
