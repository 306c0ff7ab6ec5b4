from datetime import timedelta


def day_of_run(run_date):
    return run_date, run_date + timedelta(days=1)
