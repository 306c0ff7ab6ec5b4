from collections import namedtuple
from datetime import timedelta

Window = namedtuple("Window", "start end")


def day_of_run(run_date, days=1):
    return Window(start=run_date, end=run_date + timedelta(days))
