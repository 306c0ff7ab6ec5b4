# expects: the error's text does not contain
# the run's own error, with the day put before its text
from datetime import timedelta


def backfill(run, start, end, done=None):
    finished = set(done or ())
    days = (start + timedelta(n) for n in range((end - start).days))
    for day in sorted(set(days) - finished):
        try:
            run(day)
        except Exception as error:
            error.args = (f"{day:%Y-%m-%d}: {error}",)
            error.done = frozenset(finished)
            raise
        finished.add(day)
