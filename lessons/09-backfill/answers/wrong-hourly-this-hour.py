# expects: the hour is wrong
from datetime import UTC, datetime, timedelta


def hour_of_run(start):
    first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    return first, first + timedelta(hours=1)
