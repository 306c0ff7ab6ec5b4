# expects: an earlier error changes when another backfill fails
from datetime import timedelta


class Failed(Exception):
    pass


ERROR = Failed()


def backfill(run, start, end, done=()):
    ok = list(done)
    d = start
    while d < end:
        if d not in ok:
            try:
                run(d)
            except Exception as e:
                ERROR.args = (f"{d} failed: {e}",)
                ERROR.done = ok
                raise ERROR from None
            ok.append(d)
        d += timedelta(1)
