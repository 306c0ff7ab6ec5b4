# expects: it should take (run_date)
from datetime import date, timedelta


def day_of_run():
    return date.today() - timedelta(days=1), date.today()
