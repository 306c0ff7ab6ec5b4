# expects: it changes the list that it is given as `done`
from datetime import timedelta


def backfill(run, start, end, done=None):
    if not isinstance(done, list):
        done = list(done or [])
    for n in range((end - start).days):
        day = start + timedelta(n)
        if day not in done:
            try:
                run(day)
            except Exception as error:
                stopped = RuntimeError(f"failed on {day}")
                stopped.done = done
                raise stopped from error
            done.append(day)
