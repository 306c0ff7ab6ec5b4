# an error of a kind that there is, with an attribute of ours; .done is a set
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
