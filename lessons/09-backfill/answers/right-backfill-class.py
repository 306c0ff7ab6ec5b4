from datetime import timedelta


class BackfillStopped(Exception):
    def __init__(self, day, done):
        super().__init__(f"{day} failed")
        self.done = done


def backfill(run, start, end, done=()):
    finished = list(done)
    day = start
    while day < end:
        if day not in finished:
            try:
                run(day)
            except Exception as error:
                raise BackfillStopped(day, finished) from error
            finished.append(day)
        day += timedelta(days=1)
