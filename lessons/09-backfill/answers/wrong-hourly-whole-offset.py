# expects: with the second of these times on Lord Howe
# Offsets in whole hours
from datetime import UTC, timedelta


def hour_of_run(start):
    hours = round(start.utcoffset() / timedelta(hours=1))
    first = (start - timedelta(hours=hours)).replace(tzinfo=UTC)
    return first, first + timedelta(hours=1)
