# expects: These are two days: the one before run_date, and its own
from datetime import timedelta


def day_of_run(run_date):
    day = timedelta(days=1)
    return run_date - day, run_date + day
