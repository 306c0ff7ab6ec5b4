# expects: it returns nothing. Printing is not returning
from datetime import timedelta


def day_of_run(run_date):
    print(run_date, run_date + timedelta(days=1))
