# expects: both should be a datetime
from datetime import UTC, timedelta


def hour_of_run(start):
    first = start.astimezone(UTC)
    return first.isoformat(), (first + timedelta(hours=1)).isoformat()
