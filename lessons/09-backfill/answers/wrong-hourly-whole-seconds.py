# expects: nothing is cut off
from datetime import UTC, datetime, timedelta


def hour_of_run(start):
    first = datetime.fromtimestamp(int(start.timestamp()), UTC)
    return first, first + timedelta(hours=1)
