# expects: replace(tzinfo=UTC) keeps the digits and so names another moment
from datetime import UTC, timedelta


def hour_of_run(start):
    first = start.replace(tzinfo=UTC)
    return first, first + timedelta(hours=1)
