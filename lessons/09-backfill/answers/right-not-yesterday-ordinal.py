from datetime import date


def day_of_run(run_date):
    return [run_date, date.fromordinal(run_date.toordinal() + 1)]
