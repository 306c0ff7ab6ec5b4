# expects: the window is wrong
# Right for all days that are over
from datetime import date, timedelta


def day_of_run(run_date):
    day = min(run_date, date.today() - timedelta(days=1))
    return day, day + timedelta(days=1)
