# expects: an earlier error changes when another backfill fails
from datetime import timedelta

_done = []


class E(Exception):
    pass


def backfill(run, start, end, done=()):
    given = list(done)
    _done[:] = given
    d = start
    while d < end:
        if d not in _done:
            try:
                run(d)
            except Exception:
                x = E(f"{d} failed")
                x.done = _done
                raise x from None
            _done.append(d)
        d += timedelta(1)
