# expects: not both in UTC
from datetime import timedelta


def hour_of_run(start):
    return start, start + timedelta(hours=1)
