# expects: a datetime without a time zone does not say which moment it is
from datetime import UTC, timedelta


def hour_of_run(start):
    first = start.astimezone(UTC).replace(tzinfo=None)
    return first, first + timedelta(hours=1)
