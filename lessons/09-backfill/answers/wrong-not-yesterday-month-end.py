# expects: it stops with an error (with the last day of a month)
def day_of_run(run_date):
    return run_date, run_date.replace(day=run_date.day + 1)
