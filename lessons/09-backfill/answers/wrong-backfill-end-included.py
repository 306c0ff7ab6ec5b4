# expects: The end is not part of the range: stop before it
from datetime import timedelta


class Stopped(Exception):
    done = ()


def backfill(run, start, end, done=()):
    finished = list(done)
    day = start
    while day <= end:
        if day not in finished:
            try:
                run(day)
            except Exception as error:
                stopped = Stopped(str(day))
                stopped.done = finished
                raise stopped from error
            finished.append(day)
        day += timedelta(days=1)
