# expects: it should return two dates, (start, end)
from datetime import timedelta


def day_of_run(run_date):
    return {"start": run_date, "end": run_date + timedelta(days=1)}
