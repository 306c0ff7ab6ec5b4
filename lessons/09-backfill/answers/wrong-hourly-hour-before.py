# expects: That is the hour before
from datetime import UTC, timedelta


def hour_of_run(start):
    end = start.astimezone(UTC)
    return end - timedelta(hours=1), end
