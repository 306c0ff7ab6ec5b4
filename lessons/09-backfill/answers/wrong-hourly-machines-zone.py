# expects: the machine's clock or time zone
# Right where the machine is in UTC
from datetime import timedelta


def hour_of_run(start):
    first = start.astimezone()
    return first, first + timedelta(hours=1)
