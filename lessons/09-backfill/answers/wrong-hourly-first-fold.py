# expects: Of two equal local times, start.fold says which is meant
from datetime import UTC, timedelta


def hour_of_run(start):
    first = start.replace(fold=0).astimezone(UTC)
    return first, first + timedelta(hours=1)
