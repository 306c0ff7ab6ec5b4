# expects: the hour changes with the machine's clock
# No hour that is not over yet, except far ahead
from datetime import UTC, datetime, timedelta


def hour_of_run(start):
    hour = timedelta(hours=1)
    first = start.astimezone(UTC)
    ahead = first - datetime.now(UTC)
    if timedelta() < ahead < timedelta(days=60):
        first -= hour
    return first, first + hour
