# It may ask the clock for its log: the window does not depend on it
import datetime


def day_of_run(run_date):
    start = datetime.datetime.combine(run_date, datetime.time.min)
    end = start + datetime.timedelta(1)
    print(f"{datetime.datetime.now()}: {start} to {end}")
    return start.date(), end.date()
