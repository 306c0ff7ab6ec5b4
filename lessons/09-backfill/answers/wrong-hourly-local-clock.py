# expects: moves the local clock, which jumps when summer time begins or ends
from datetime import UTC, timedelta


def hour_of_run(start):
    end = start + timedelta(hours=1)
    return start.astimezone(UTC), end.astimezone(UTC)
