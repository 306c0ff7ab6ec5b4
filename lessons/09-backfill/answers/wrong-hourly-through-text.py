# expects: Of two equal local times, start.fold says which is meant
# The zone's name and the digits, but not the fold
from datetime import UTC, datetime, timedelta


def hour_of_run(start):
    text = start.strftime("%Y-%m-%d %H:%M:%S.%f")
    first = datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=start.tzinfo).astimezone(UTC)
    return first, first + timedelta(hours=1)
