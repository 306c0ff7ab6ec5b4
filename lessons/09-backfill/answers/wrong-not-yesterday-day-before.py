# expects: run_date is not the day on which the job runs, but the day that the run is for
from datetime import timedelta


def day_of_run(run_date):
    return run_date - timedelta(days=1), run_date
