# expects: the window
# UTC here and the machine's own zone there
import datetime


def day_of_run(run_date):
    ago = (datetime.datetime.now(datetime.UTC).date() - run_date).days
    start = datetime.date.today() - datetime.timedelta(days=ago)
    return start, start + datetime.timedelta(days=1)
