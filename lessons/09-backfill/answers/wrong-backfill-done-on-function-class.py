# expects: an earlier error changes when another backfill fails
from datetime import timedelta


class BackfillError(Exception):
    done = ()


def backfill(run, start, end, done=()):
    BackfillError.done = set(done)
    d = start
    while d < end:
        if d not in BackfillError.done:
            try:
                run(d)
            except Exception as e:
                raise BackfillError(f"{d:%Y-%m-%d} failed") from e
            BackfillError.done.add(d)
        d += timedelta(1)
