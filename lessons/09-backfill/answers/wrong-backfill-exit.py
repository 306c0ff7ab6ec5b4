# expects: SystemExit is not caught by `except Exception`
import sys
from datetime import timedelta


def backfill(run, start, end, done=()):
    finished = list(done)
    for n in range((end - start).days):
        day = start + timedelta(n)
        if day in finished:
            continue
        try:
            run(day)
        except Exception:
            sys.exit(f"failed on {day}")
        finished.append(day)
