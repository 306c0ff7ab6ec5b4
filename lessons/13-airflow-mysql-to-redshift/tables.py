"""The rows and objects on which lesson 13's DAGs are tried, exercise by exercise."""

import datetime as dt
import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path

from workbook.datasets import nps_and_weather
from workbook.exercises import DagScenario, Fixture, Table

COLUMNS = tuple(nps_and_weather.NPS_WAREHOUSE)
# Redshift does not enforce a primary key, so the warehouse's tables have none.
NO_KEY = {**nps_and_weather.NPS_WAREHOUSE, "id": "INT NOT NULL"}
ROWS = 20_000  # of the walk-through's nps

Row = tuple[int, dt.datetime | None, int | None, dt.datetime, bool]  # id, created_at, score, modified, deleted


def answers(rows: int = ROWS) -> Path:
    return nps_and_weather.nps_modified_file(rows)


PARTNERS = {"id": "INT NOT NULL PRIMARY KEY", "account": "BIGINT", "note": "VARCHAR(40)"}
notebook = Fixture(
    "the lesson's tables",
    warehouse=[Table("nps", NO_KEY), Table("nps_changes", NO_KEY), Table("partners", PARTNERS)],
    source=[
        Table("nps", nps_and_weather.NPS_SOURCE, answers, "INDEX (modified)"),
        Table("partners", PARTNERS, [(1, 9007199254740993, ""), (2, None, None), (3, 42, "한강 지점")]),
    ],
)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def copied(
    name: str, day: str, production: Sequence[Row], copy: Sequence[Row], objects: Mapping[str, bytes]
) -> DagScenario:
    """Production's nps and the warehouse's, and the run for one day."""
    return DagScenario(
        name,
        warehouse=[Table("nps", NO_KEY, copy)],
        source=[Table("nps", nps_and_weather.NPS_SOURCE, production)],
        dates=(day,),
        objects=objects,
    )


def lines(rows: Sequence[Row]) -> bytes:
    """The rows as a file that COPY … CSV loads."""
    texts = (",".join("" if value is None else str(value) for value in row) for row in rows)
    return "".join(f"{text}\n" for text in texts).encode()


# --- sql-to-s3

EXAMPLE = [
    (1, at("2025-03-01 09:00:00"), 9, at("2025-03-01 09:00:00"), False),
    (2, at("2025-03-08 18:20:00"), 3, at("2025-03-10 08:15:00"), True),
    (3, None, None, at("2025-03-10 00:00:00"), False),
]
OLD = [
    (1, at("2025-03-01 09:00:00"), 2, at("2025-03-01 09:00:00"), False),
    (-5, at("2019-01-01 00:00:00"), 0, at("2019-01-01 12:00:00"), False),
]
MORE = [
    (n, at("2025-03-02 07:30:00") + dt.timedelta(hours=n), n % 11, at("2025-03-09 00:00:01"), n % 3 == 0)
    for n in (-3, 8, 5, 21, 13)
]
MORE += [(34, at("2025-03-11 23:00:00"), 4, at("2025-03-12 00:00:00"), False)]  # after the day that is run


def many(rows: int) -> list[Row]:
    """So many rows that a copy of the first thousand, or of a file's first part, is not the whole."""
    start = at("2024-01-01 00:00:00")
    times = [start + dt.timedelta(minutes=7 * n) for n in range(rows)]
    return [
        (
            1000 + n,
            None if n % 17 == 3 else time,
            None if n % 13 == 5 else n % 11,
            time + dt.timedelta(hours=n % 5),
            n % 4 == 0,
        )
        for n, time in enumerate(times)
    ]


UNLOADED = [
    copied("the exercise's rows", "2025-03-10", EXAMPLE, OLD, {}),
    copied(
        "a file from an earlier run of the day",
        "2025-03-11",
        [*MORE, *many(2_600)],
        EXAMPLE,
        {
            "answers/2025-03-10.csv.gz": gzip.compress(lines(EXAMPLE), mtime=0),
            "answers/2025-03-11.csv.gz": gzip.compress(lines(OLD), mtime=0),
        },
    ),
    copied("an empty production", "2025-12-31", [], OLD, {}),
]

# --- prefix-trap

FOLDER = "exports/nps/{day}/"
EIGHT = [  # the last two are modified after the day that is run
    (n, at("2025-03-02 07:30:00") + dt.timedelta(hours=n), n, at("2025-03-04 12:00:00") + dt.timedelta(n), n == 4)
    for n in range(1, 9)
]


def foreign(id: int) -> bytes:
    """One answer that is in no production."""
    return lines([(id, at("2019-01-01 00:00:00"), 0, at("2019-01-01 12:00:00"), False)])


# Whose object it is, by the id of its row; rows that should not be there tell from which object they came.
COLLEAGUES, OTHER_DAYS, BY_HAND, EARLIER = (-10, -11), (-20, -21), (-30, -31), (-40, -41, -42)
EXPORTED = [
    copied(
        "the exercise's objects",
        "2025-03-10",
        EIGHT,
        [(1, None, 1, at("2025-03-01 09:00:00"), False), (99, None, 1, at("2025-03-01 09:00:00"), False)],
        {
            "exports/nps-old.csv": foreign(COLLEAGUES[0]),
            "exports/nps.csv": foreign(COLLEAGUES[1]),
            "exports/nps/2025-03-09/nps.csv": foreign(OTHER_DAYS[0]),
            "exports/nps/2025-03-10-by-hand/nps.csv": foreign(BY_HAND[0]),
            "exports/nps/2025-03-10/nps_7.csv": foreign(EARLIER[0]),
        },
    ),
    copied(
        "three rows",
        "2026-03-01",
        EIGHT[2:5],
        [],
        {
            "exports/nps/2026-02-28/nps.csv": foreign(OTHER_DAYS[0]),
            "exports/nps/2026-03-01.csv": foreign(BY_HAND[0]),
            "exports/nps/2026-03-01/nps_1.csv": foreign(EARLIER[0]),
            "exports/nps/2026-03-01/nps_2.csv": foreign(EARLIER[1]),
            "exports/nps/2026-03-01/part-0001": foreign(EARLIER[2]),  # by a DAG that named its files otherwise
        },
    ),
    copied(
        "1,003 rows",
        "2025-07-01",
        many(1_003),
        [],
        {f"exports/nps/2025-07-01/old-{n}.csv": foreign(EARLIER[2]) for n in range(110)},
    ),
]

# --- upsert-keys

COUNTS = {
    "day": "DATE NOT NULL",
    "channel": "VARCHAR(20) NOT NULL",
    "answers": "INT NOT NULL",
    "total": "INT NOT NULL",
    "counted_at": "TIMESTAMP NOT NULL",
}


def counted(name: str, dates: Sequence[str], log: Sequence[tuple], stored: Sequence[tuple]) -> DagScenario:
    return DagScenario(
        name,
        warehouse=[Table("channel_scores", COUNTS, stored)],
        source=[Table("channel_scores", COUNTS, log)],
        dates=dates,
    )


def count(day: int, channel: str, answers: int, total: int, counted_at: str) -> tuple:
    return dt.date(2025, 3, day), channel, answers, total, at(f"2025-03-{counted_at}")


LOG = [
    count(7, "shop", 12, 90, "08 01:00:00"),
    count(7, "web", 66, 490, "08 01:00:00"),
    count(8, "app", 40, 300, "09 01:00:00"),
    count(8, "web", 70, 500, "09 01:00:00"),
    count(9, "app", 35, 280, "10 01:00:00"),
    count(8, "web", 72, 511, "10 01:00:00"),
    count(8, "web", 73, 520, "10 17:30:00"),
    count(9, "web", 64, 470, "11 01:00:00"),
]
# In no order of time; a count may be lower than the one before it. The end of each date is there to the second.
TWO_DATES = [
    count(10, "web", 50, 400, "10 23:59:59"),
    count(9, "app", 30, 250, "10 20:00:00"),
    count(9, "app", 36, 290, "10 00:00:00"),
    count(9, "app", 33, 270, "10 12:00:00"),
    count(8, "app", 41, 301, "10 06:00:00"),
    count(8, "app", 39, 290, "10 06:00:01"),
    count(10, "web", 55, 410, "11 00:00:00"),
    count(10, "web", 57, 415, "12 00:30:00"),  # counted once more, after the dates that are run
    count(10, "app", 20, 150, "11 08:00:00"),
    count(10, "app", 18, 140, "11 09:00:00"),
    count(11, "web", 5, 40, "12 00:00:00"),
    count(7, "shop", 7, 50, "08 01:00:00"),
    count(10, "App store", 3, 20, "10 09:00:00"),
    count(10, " fax", 2, 11, "10 09:00:01"),
    count(10, "marketplace partners", 4, 31, "10 09:00:02"),  # as long as the column is wide
]
# Of the months before, each counted once on the first date.
TWO_DATES += [
    (dt.date(2024, 6, 1) + dt.timedelta(n // 10), f"c{n % 10}", n % 90, 7 * n, at("2025-03-10 02:00:00"))
    for n in range(2_600)
]
STORED = [
    count(7, "shop", 7, 50, "08 01:00:00"),
    count(8, "app", 40, 300, "09 01:00:00"),
    count(8, "web", 70, 500, "09 01:00:00"),
    count(9, "web", 60, 470, "09 23:59:59"),
]
COUNTED = [
    counted("the exercise's rows", ["2025-03-10", "2025-03-10"], LOG, LOG[:4]),  # a run, and again
    counted("a date on which nothing was counted", ["2025-03-20"], LOG, LOG[1:4]),
    counted("two dates", ["2025-03-10", "2025-03-11"], TWO_DATES, STORED),
]
