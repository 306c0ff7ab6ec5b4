# expects: the error's text does not contain 2025-03-04
# a note is printed with an error, but is not part of its text
from datetime import timedelta


def backfill(run, start, end, done=()):
    finished = list(done)
    for n in range((end - start).days):
        day = start + timedelta(n)
        if day not in done:
            try:
                run(day)
            except Exception as error:
                error.add_note(f"on {day}")
                error.done = finished
                raise
            finished.append(day)
