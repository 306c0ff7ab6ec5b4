# expects: start and end are the same day
def day_of_run(run_date):
    return run_date, run_date
