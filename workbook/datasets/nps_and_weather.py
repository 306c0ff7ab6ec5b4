"""The lessons' data: real weather from data/, and what is made from a seed: survey answers and forecasts.

Only `random.Random.random()` is drawn from, and sums are sums of integers, so that every Python version and
system makes the same rows.
"""

import csv
import os
import tempfile
from bisect import bisect
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import accumulate, islice
from pathlib import Path
from random import Random

from workbook import paths
from workbook.databases import progress_bar
from workbook.errors import WorkbookError

SEED = 20250101
NPS_ROWS = 150_000
NPS_YEAR = 2025
# Part of the cached files' names: raise it whenever nps() or nps_modified() makes other rows.
NPS_VERSION = 1
# The table from lesson 06 on, as fixtures.Table takes it; the source's has an index on `modified` beside.
NPS_SOURCE = {
    "id": "INT NOT NULL AUTO_INCREMENT PRIMARY KEY",
    "created_at": "TIMESTAMP NULL",
    "score": "SMALLINT",
    "modified": "TIMESTAMP NOT NULL",
    "deleted": "BOOLEAN NOT NULL",
}
NPS_WAREHOUSE = {**NPS_SOURCE, "id": "INT NOT NULL PRIMARY KEY", "created_at": "TIMESTAMP"}
CHANGED, WITHDRAWN = 0.10, 0.02  # of the answers
LATEST_CHANGE = 60 * 86_400  # seconds after the answer
CROWD = 400  # rows on each side of a day, where nps_modified is asked for them
CHUNK = 5_000  # lines of a file, between two steps of its progress bar

# Answers a day, relative: Monday to Sunday.
WEEKDAYS = (100, 108, 106, 102, 92, 64, 58)
# How many of 1000 answers give the scores 0 to 10, on 1 January and on 31 December.
SCORES_FIRST = (28, 14, 22, 30, 38, 78, 102, 170, 198, 160, 160)
SCORES_LAST = (20, 10, 16, 22, 28, 62, 88, 164, 200, 190, 200)

OPENS, CLOSES = 7 * 3600, 23 * 3600  # seconds of the day between which most people answer


def nps(rows: int = NPS_ROWS, seed: int = SEED) -> Iterator[tuple[int, datetime, int]]:
    """Survey answers over 2025 as `(id, created_at, score)`, generated: no open data of this kind exists.

    `id` ascends from 1, and `created_at` (UTC, naive, whole seconds) with it; answers of one second happen.
    `score` is 0 to 10. Fewer people answer at weekends and at night, and scores get slowly better over the year.
    A generator: one day is in memory at a time.
    """
    rng = Random(seed)
    first = datetime(NPS_YEAR, 1, 1)
    days = (datetime(NPS_YEAR + 1, 1, 1) - first).days
    # Half as many answers again at the end of the year as at its start, and a tenth up or down by chance.
    weights = [
        WEEKDAYS[(first + timedelta(days=n)).weekday()] * (2 * days + n) * (900 + int(200 * rng.random()))
        for n in range(days)
    ]
    until = list(accumulate(weights))
    done = 0
    for n in range(days):
        upto = rows * until[n] // until[-1]
        midnight = first + timedelta(days=n)
        thresholds = list(
            accumulate(a * (days - n) + b * n for a, b in zip(SCORES_FIRST, SCORES_LAST, strict=True))
        )
        for second in sorted(_second(rng) for _ in range(upto - done)):
            done += 1
            score = bisect(thresholds, int(rng.random() * thresholds[-1]))
            yield done, midnight + timedelta(seconds=second), score


def _second(rng: Random) -> int:
    if rng.random() < 0.03:
        return int(rng.random() * 86_400)
    return OPENS + int((CLOSES - OPENS) * (rng.random() + rng.random()) / 2)


def nps_modified(
    rows: int = NPS_ROWS, seed: int = SEED, beside: date | None = None
) -> Iterator[tuple[int, datetime, int, datetime, bool]]:
    """The answers of `nps(rows, seed)` as production holds them at the end of the year, once it tracks changes.

    `(id, created_at, score, modified, deleted)`: a tenth were changed, and a few withdrawn (`deleted`), most of
    them soon after the answer and the last 60 days after it; `modified` (UTC, whole seconds) is when, or else
    `created_at`. A change that would fall into the next year has not happened yet.

    With a day `beside`, `CROWD` rows each come from the last minute before it and from the first one after it: a
    plan that reads a range longer than the day then reads many rows more.
    """
    rng = Random(f"{seed} modified")
    end = datetime(NPS_YEAR + 1, 1, 1)
    for id, at, score in nps(rows, seed):
        what, wait = rng.random(), rng.random()
        modified = at + timedelta(seconds=1 + int(LATEST_CHANGE * wait**4))
        if what < CHANGED + WITHDRAWN and modified < end:
            yield id, at, score, modified, what < WITHDRAWN
        else:
            yield id, at, score, at, False
    if beside:
        yield from _crowd(beside, rows + 1)


def _crowd(day: date, id: int) -> Iterator[tuple[int, datetime, int, datetime, bool]]:
    begins = datetime(day.year, day.month, day.day)
    for n in range(CROWD):
        second, created = timedelta(seconds=1 + n % 59), begins - timedelta(days=2, seconds=n)
        yield id + 2 * n, created, n % 11, begins - second, False
        yield id + 2 * n + 1, created, n % 11, begins + timedelta(days=1) + second, False


def nps_file(rows: int = NPS_ROWS) -> Path:
    """The file of `nps_csv` in this clone's home, for a fixture's table; `lesson(…, rows=N)` asks for others."""
    return nps_csv(paths.home(), rows)


def nps_modified_file(rows: int = NPS_ROWS, beside: date | None = None) -> Path:
    """The file of `nps_modified_csv` in this clone's home, as `nps_file`."""
    return nps_modified_csv(paths.home(), rows, beside=beside)


def nps_csv(home: Path, rows: int = NPS_ROWS, seed: int = SEED) -> Path:
    """The rows of `nps(rows, seed)` as a CSV file in `home`/data, written the first time it is asked for.

    No header, UTF-8, `\\n` line ends, stamps as `2025-01-01 07:00:00`: COPY and LOAD DATA read it as it is.
    Raises WorkbookError where it can't be written; a half-written file never gets the name.
    """
    path = home / "data" / f"nps-v{NPS_VERSION}-{seed}-{rows}.csv"
    return written(path, (f"{id},{at},{score}\n" for id, at, score in nps(rows, seed)), rows)


def nps_modified_csv(home: Path, rows: int = NPS_ROWS, seed: int = SEED, beside: date | None = None) -> Path:
    """The rows of `nps_modified` as `nps_csv` writes them; `deleted` is 0 or 1. Raises as it does."""
    more = f"-beside-{beside}" if beside else ""
    path = home / "data" / f"nps-modified-v{NPS_VERSION}-{seed}-{rows}{more}.csv"
    made = nps_modified(rows, seed, beside)
    lines = (f"{id},{at},{s},{new},{gone:d}\n" for id, at, s, new, gone in made)
    return written(path, lines, rows)


def written(path: Path, lines: Iterator[str], rows: int) -> Path:
    """`path`, with these lines, about so many, written where it is not there. Raises as `nps_csv` does."""
    if path.exists():
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A name of its own: both servers' tables are loaded at once, each by a thread.
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem)
        temporary = Path(name)
        try:
            with (
                os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file,
                progress_bar.bar("rows made", rows) as step,
            ):
                while chunk := list(islice(lines, CHUNK)):
                    file.writelines(chunk)
                    step(len(chunk))
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise WorkbookError(
            f"The data can't be written to {path}: {error.strerror}. "
            "Free some space there, or name another folder with WORKBOOK_HOME."
        ) from error
    return path


@cache
def _weather() -> tuple[tuple[date, float, float, float], ...]:
    with (paths.DATA / "seattle-weather.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            _row(
                date.fromisoformat(r["date"].replace("/", "-")),
                _tenths(r["temp_min"]),
                _tenths(r["temp_max"]),
            )
            for r in csv.DictReader(file)
        )


def _tenths(text: str) -> int:
    return round(float(text) * 10)


def _row(day: date, low: int, high: int) -> tuple[date, float, float, float]:
    return day, (low + high + 1) // 2 / 10, low / 10, high / 10


def weather() -> list[tuple[date, float, float, float]]:
    """The 1,461 days observed in Seattle, 2012 to 2015, as `(date, temp, min_temp, max_temp)` in °C.

    Real, from NOAA (see data/README.md); `temp` is the mean of the other two, rounded to 0.1 °C.
    """
    return list(_weather())


def forecasts(published: date, days: int = 8, seed: int = SEED) -> list[tuple[date, float, float, float]]:
    """What was forecast on the day `published` for it and the next `days` - 1 days: `weather()` with an error.

    Made, not published by anyone: `(date, temp, min_temp, max_temp)` in °C, to 0.1 °C. The error of a date is
    small on the day itself and grows by a random step for each day earlier, so later forecasts are better. A
    row depends on `published`, its date and `seed` alone. Raises WorkbookError outside of the observed days.
    """
    observed = _weather()
    first = (published - observed[0][0]).days
    if first < 0 or first + days > len(observed):
        raise WorkbookError(
            f"There is no weather for {days} days from {published}: "
            f"the observations go from {observed[0][0]} to {observed[-1][0]}."
        )
    rows = []
    for lead in range(days):
        day, _, low, high = observed[first + lead]
        rng = Random(f"{seed} {day}")
        low, high = round(low * 10), round(high * 10)
        for _ in range(lead + 1):
            low += _step(rng)
            high += _step(rng)
        rows.append(_row(day, min(low, high), max(low, high)))
    return rows


def _step(rng: Random) -> int:
    # Bell-shaped, about 0.8 °C wide.
    return round(sum(int(2001 * rng.random()) - 1000 for _ in range(3)) / 120)


def stamp(published: date, seed: int = SEED) -> datetime:
    """When the forecast of that day was stored: within five minutes after 06:00 (UTC, naive, whole seconds)."""
    seconds = int(300 * Random(f"{seed} stored {published}").random())
    return datetime(published.year, published.month, published.day, 6) + timedelta(seconds=seconds)
