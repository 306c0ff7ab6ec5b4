# expects: start and end are datetime.date, as run_date is
from datetime import timedelta


def day_of_run(run_date):
    return run_date.isoformat(), (run_date + timedelta(days=1)).isoformat()
