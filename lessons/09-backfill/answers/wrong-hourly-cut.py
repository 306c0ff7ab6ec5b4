# expects: nothing is cut off
from datetime import UTC, timedelta


def hour_of_run(start):
    first = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return first, first + timedelta(hours=1)
