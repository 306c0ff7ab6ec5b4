# expects: a failure
# all days at once: days behind the failure are run too
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta


def backfill(run, start, end, done=()):
    finished = list(done)
    days = [start + timedelta(n) for n in range((end - start).days)]
    with ThreadPoolExecutor(1) as pool:
        futures = {day: pool.submit(run, day) for day in days if day not in finished}
    for day, future in futures.items():
        if future.exception():
            stopped = RuntimeError(f"failed on {day}")
            stopped.done = finished
            raise stopped from future.exception()
        finished.append(day)
