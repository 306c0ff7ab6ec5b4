# expects: the error's text can't be read
from datetime import timedelta


class Stopped(Exception):
    def __init__(self, day, done):
        self.day, self.done = day, done

    def __str__(self):
        return self.day


def backfill(run, start, end, done=()):
    finished = list(done)
    for n in range((end - start).days):
        day = start + timedelta(n)
        if day in finished:
            continue
        try:
            run(day)
        except Exception as error:
            raise Stopped(day, finished) from error
        finished.append(day)
