# another way: The day after by its ordinal number. It is the same as adding timedelta(days=1).
from datetime import date


def day_of_run(run_date):
    return [run_date, date.fromordinal(run_date.toordinal() + 1)]
