"""What the warehouse held the night before: production's answers as they were at the start of a day."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from workbook import paths
from workbook.datasets import nps_and_weather

RUN_DATE = dt.date(2025, 12, 31)


def eve(run_date: dt.date = RUN_DATE, rows: int = nps_and_weather.NPS_ROWS) -> Iterator[tuple]:
    """The answers of `data.nps_modified(rows)` as a copy made at the start of `run_date` (UTC) holds them.

    Answers of that day and later are not there yet. An answer that is changed or withdrawn on that day or later is
    there as it was first given: not withdrawn, `modified` as `created_at`, and with another score, since it is
    only known what an answer was changed to.
    """
    midnight = dt.datetime.combine(run_date, dt.time())
    for id, created, score, modified, deleted in nps_and_weather.nps_modified(rows):
        if created >= midnight:
            return
        if modified < midnight:
            yield id, created, score, modified, deleted
        else:
            yield id, created, (score + 4) % 11, created, False


def eve_file(rows: int = nps_and_weather.NPS_ROWS) -> Path:
    """The rows of `eve` as a CSV file in this clone's home. Raises WorkbookError where it can't be written."""
    name = f"nps-eve-v{nps_and_weather.NPS_VERSION}-{nps_and_weather.SEED}-{rows}-{RUN_DATE}.csv"
    lines = (f"{id},{at},{score},{new},{gone:d}\n" for id, at, score, new, gone in eve(RUN_DATE, rows))
    return nps_and_weather.written(paths.home() / "data" / name, lines, rows)
