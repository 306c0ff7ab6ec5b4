# expects: start and end are dates, without a time of day
from datetime import datetime, time


def day_of_run(run_date):
    return datetime.combine(run_date, time.min), datetime.combine(run_date, time.max)
