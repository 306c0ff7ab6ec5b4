# expects: the window
# 24 hours after a midnight it is still the same day, where that day has 25 hours
from datetime import datetime, time


def day_of_run(run_date):
    start = datetime.combine(run_date, time.min).timestamp()
    return run_date, datetime.fromtimestamp(start + 24 * 60 * 60).date()
