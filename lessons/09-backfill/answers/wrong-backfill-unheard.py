# expects: the failure goes unnoticed
from datetime import timedelta


def backfill(run, start, end, done=()):
    finished = list(done)
    for n in range((end - start).days):
        day = start + timedelta(n)
        if day not in finished:
            try:
                run(day)
            except Exception as error:
                print(day, error)
                return finished
            finished.append(day)
    return finished
