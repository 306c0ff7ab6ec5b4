# expects: the window
# The night belongs to the day before, somebody thought: right all day, wrong by night
import datetime as dt


def day_of_run(run_date):
    if dt.datetime.now().hour < 6 or dt.datetime.now().hour == 23:
        run_date -= dt.timedelta(days=1)
    return run_date, run_date + dt.timedelta(days=1)
