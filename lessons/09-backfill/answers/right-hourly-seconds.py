# another way: Seconds since 1970 count moments, not local times, so adding 3,600 to them is always an hour.
from datetime import UTC, datetime


def hour_of_run(start):
    seconds = start.timestamp()
    return [datetime.fromtimestamp(each, UTC) for each in (seconds, seconds + 3600)]
