# expects: it returns nothing. Printing is not returning
from datetime import UTC, timedelta


def hour_of_run(start):
    print(start.astimezone(UTC), start.astimezone(UTC) + timedelta(hours=1))
