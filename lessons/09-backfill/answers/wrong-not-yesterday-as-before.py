# expects: It is the day before today, whatever run_date is: you still ask the clock
from datetime import date, timedelta


def day_of_run(run_date):
    end = date.today()
    return end - timedelta(days=1), end
