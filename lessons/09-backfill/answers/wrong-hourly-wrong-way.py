# expects: the offset was added
from datetime import UTC, timedelta


def hour_of_run(start):
    first = (start + start.utcoffset()).replace(tzinfo=UTC)
    return first, first + timedelta(hours=1)
