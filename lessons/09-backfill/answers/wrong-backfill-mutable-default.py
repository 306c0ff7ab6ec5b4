# expects: A default such as done=[] is created once
from datetime import timedelta


def backfill(run, start, end, done=[]):  # noqa: B006 (the mistake)
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
