# another way: The error is a RuntimeError that gets an attribute; no class is needed. A class of
# its own can be caught by name.
from datetime import timedelta


def backfill(run, start, end, done=()):
    done = set(done)
    for n in range((end - start).days):
        day = start + timedelta(n)
        if day in done:
            continue
        try:
            run(day)
        except Exception as error:
            stopped = RuntimeError(f"the run for {day.isoformat()} failed: {error}")
            stopped.done = done
            raise stopped from error
        done.add(day)
