# the oldest day first, then the rest
import sys
from datetime import timedelta

sys.setrecursionlimit(10_000)


class Stopped(RuntimeError):
    """A day failed; `done` are the days that need not be run again."""

    def __init__(self, day, done):
        self.day, self.done = day, done

    def __str__(self):
        return f"stopped at {self.day}"


def backfill(run, start, end, done=()):
    if start >= end:
        return
    if start not in done:
        try:
            run(start)
        except Exception as error:
            raise Stopped(start, list(done)) from error
    backfill(run, start + timedelta(1), end, list(dict.fromkeys([*done, start])))
