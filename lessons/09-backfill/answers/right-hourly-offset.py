# The offset by hand: utcoffset() knows the fold
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo


def hour_of_run(start):
    first = (start - start.utcoffset()).replace(tzinfo=ZoneInfo("Etc/UTC"))
    return first, (first + timedelta(minutes=60)).astimezone(UTC)
