# expects: the window is wrong
from datetime import date

LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def day_of_run(run_date):
    year, month, day = run_date.year, run_date.month, run_date.day + 1
    if day > LENGTHS[month - 1]:
        month, day = month + 1, 1
    if month > 12:
        year, month = year + 1, 1
    return run_date, date(year, month, day)
