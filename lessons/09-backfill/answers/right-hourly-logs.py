# It may ask the clock for its log: the hour does not depend on it
import datetime as dt


def hour_of_run(start):
    window = [start.astimezone(dt.UTC)]
    window.append(window[0] + dt.timedelta(hours=1))
    print(f"{dt.datetime.now():%H:%M}: {start.astimezone():%H:%M} here")
    return window
