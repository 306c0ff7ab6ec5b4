# expects: it continues after a failure: stop, and raise an error
from datetime import timedelta


def backfill(run, start, end, done=()):
    finished, failed = list(done), []
    for n in range((end - start).days):
        day = start + timedelta(n)
        if day not in finished:
            try:
                run(day)
                finished.append(day)
            except Exception:
                failed.append(day)
    if failed:
        error = RuntimeError(f"failed: {', '.join(map(str, failed))}")
        error.done = finished
        raise error
