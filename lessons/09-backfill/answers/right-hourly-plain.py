from datetime import UTC, timedelta


def hour_of_run(start):
    first = start.astimezone(UTC)
    return first, first + timedelta(hours=1)
