"""Lesson 04: the newest row of each key. What answers must show, and the mistakes that are known by name.

Over 300 lines: the tables and the exercises of one lesson, side by side.
"""

import datetime as dt
from itertools import permutations

from workbook.checking.rules.dependents import NoTableLeft, SameTable
from workbook.checking.rules.idempotent import Idempotent
from workbook.checking.rules.per_key import kept_wrongly
from workbook.checking.rules.result_rows import ResultRows
from workbook.checking.rules.table_rows import TableRows
from workbook.datasets import nps_and_weather
from workbook.exercises import Fixture, OtherData, SqlExercise, Table, load_module

many = load_module("04-keeping-the-latest", "many")
mistakes = load_module("04-keeping-the-latest", "mistakes")
parcels = load_module("04-keeping-the-latest", "parcels")

COLUMNS = {
    "temp_weather": {
        "date": "DATE NOT NULL",
        "temp": "REAL",
        "min_temp": "REAL",
        "max_temp": "REAL",
        "created_date": "TIMESTAMP DEFAULT now()",
    },
    "readings": {"sensor": "TEXT NOT NULL", "at": "TIMESTAMP NOT NULL", "value": "REAL", "seq": "BIGINT NOT NULL"},
    "changes": {"id": "BIGINT NOT NULL", "modified": "TIMESTAMP", "score": "SMALLINT"},
    "scans": parcels.SCANS,
}


def published(*days: dt.date) -> list[tuple]:
    """The forecasts of some days, each for four days, appended in the order given."""
    return [(*row, nps_and_weather.stamp(day)) for day in days for row in nps_and_weather.forecasts(day, days=4)]


def twice_a_day(*days: dt.date) -> list[tuple]:
    """As published(), and on the evening of each day its own forecast once more, warmer; stored in no order."""
    found = []
    for day in days:
        (date, *temperatures, at), *others = published(day)
        evening = (date, *(each + 0.5 for each in temperatures), at + dt.timedelta(hours=12))
        rows = [(date, *temperatures, at), *others]
        found += [evening, *rows] if day.day % 3 else [*rows, evening]
    return found


def march(day: int, hour: int = 6, minute: int = 0, second: int = 0) -> dt.datetime:
    return dt.datetime(2025, 3, day, hour, minute, second)


def fixtures(table: str, others: dict[str, list[tuple]]) -> list[Fixture]:
    """What an answer on `table` meets: the notebook's rows, none, and others."""
    rows = {"the notebook's rows": FIRST[table], "an empty table": [], **others}
    return [Fixture(name, warehouse=[Table(table, COLUMNS[table], found)]) for name, found in rows.items()]


def long_one(name: str, table: str, rows: list[tuple], index: str) -> Fixture:
    """A long table, with an index, so that an answer that looks each key up is quick too."""
    return Fixture(name, warehouse=[Table(table, COLUMNS[table], rows), f"CREATE INDEX ON {table} ({index})"])


FIRST = {
    "temp_weather": published(*(dt.date(2015, 3, day) for day in (1, 2, 3))),
    "readings": [
        ("boiler", march(1), 61.5, 11),
        ("boiler", march(1, 6, 10), 62.5, 13),
        ("boiler", march(1, 6, 10), 62.0, 12),
        ("roof", march(1), 4.0, 98),
        ("roof", march(1, 6, 10), 4.5, 1),
        ("온실", march(1), 18.0, 4),
        ("온실", march(1), 18.5, 5),
    ],
    "changes": [
        (1, march(1, 9, 14), 7),
        (1, march(2, 18, 30), 9),
        (2, None, 3),
        (2, march(1, 10), 4),
        (2, march(3, 16, 20), 6),
        (3, None, 10),
        (4, march(2, 11, 45), 8),
    ],
    "scans": parcels.FIRST,
}

notebook = Fixture(
    "the notebook's tables",
    warehouse=[Table(name, COLUMNS[name], rows) for name, rows in FIRST.items()],
    source=[Table("changes", {**COLUMNS["changes"], "modified": "DATETIME"}, FIRST["changes"])],
)


# --- latest-per-day and delete-older: temp_weather, the newest row of each date

NEW_YEAR = [dt.date(2013, 1, 1), dt.date(2012, 12, 30), dt.date(2012, 12, 31)]
EVENING = dt.datetime(2012, 12, 31, 18)

WEATHER = fixtures(
    "temp_weather",
    {
        "rows that are equally new": [
            (dt.date(2025, 3, 1), 4.0, 1.0, 7.0, march(1)),
            (dt.date(2025, 3, 2), 5.0, -1.5, 9.0, march(2)),
            (dt.date(2025, 3, 3), None, None, None, march(2)),
            (dt.date(2025, 3, 1), 4.5, 0.5, 8.5, march(1)),
            (dt.date(2025, 3, 2), 6.0, -2.5, 8.0, march(2)),
            (dt.date(2025, 3, 3), None, None, None, march(2)),
            (dt.date(2025, 3, 2), 9.0, 4.0, 11.0, march(1)),
            (dt.date(2025, 3, 3), 3.0, 2.0, 4.0, march(1)),
            (dt.date(2025, 3, 3), None, None, None, march(2)),
            (dt.date(2025, 3, 2), 9.5, 4.5, 11.5, march(1)),
            (dt.date(2025, 3, 4), 8.0, 3.0, 12.0, march(1)),
        ],
        "rows in no order of time, around New Year": [
            *published(*NEW_YEAR),
            (dt.date(2013, 1, 2), -3.5, -12.25, None, EVENING + dt.timedelta(microseconds=1)),
            (dt.date(2013, 1, 3), -4.0, -9.0, 1.0, EVENING),
            (dt.date(2013, 1, 2), 20.0, 15.0, 25.0, EVENING),
            (dt.date(2013, 1, 4), 2.0, 1.0, 3.0, dt.datetime(2013, 1, 1, 23, 59, 59)),
            (dt.date(2013, 1, 4), 2.5, 1.5, 3.5, dt.datetime(2013, 1, 1, 0, 0, 1)),
            (dt.date(2013, 1, 6), 6.0, 5.0, 7.0, dt.datetime(2012, 12, 29, 12)),
            (dt.date(2013, 1, 5), 5.0, 4.0, 6.0, dt.datetime(2012, 12, 28, 12)),
            # Newer by less than a second; once the newer row is inserted first, once last.
            (dt.date(2013, 1, 7), 7.0, 6.0, 8.0, EVENING + dt.timedelta(microseconds=2)),
            (dt.date(2013, 1, 7), 7.5, 6.5, 8.5, EVENING + dt.timedelta(microseconds=1)),
            (dt.date(2013, 1, 8), 8.0, 7.0, 9.0, EVENING + dt.timedelta(microseconds=1)),
            (dt.date(2013, 1, 8), 8.5, 7.5, 9.5, EVENING + dt.timedelta(microseconds=2)),
            # Two stamps of one day, the newer inserted last.
            (dt.date(2013, 1, 9), 9.0, 8.0, 10.0, dt.datetime(2012, 12, 31, 0, 0, 1)),
            (dt.date(2013, 1, 9), 9.5, 8.5, 10.5, dt.datetime(2012, 12, 31, 23, 59, 59)),
            # The same day and month as another date.
            (dt.date(2012, 1, 1), 1.0, 0.0, 2.0, dt.datetime(2011, 12, 31, 6)),
        ],
        # More dates than the notebook has, so that a LIMIT that fits there cuts here.
        "twenty days": twice_a_day(*(dt.date(2014, 6, day) for day in range(1, 18))),
        "one row": [(dt.date(1999, 12, 31), None, -0.5, 0.5, dt.datetime(1999, 12, 30, 23, 59, 59))],
    },
)
LONG_WEATHER = long_one("2,500 dates", "temp_weather", many.weather(), "date, created_date")


# --- latest-with-ties: readings, the latest `at` of each sensor, then the highest seq

READINGS = fixtures(
    "readings",
    {
        "large and restarted seq": [
            ("C", march(1), 1.0, 9_007_199_254_740_993),
            ("C", march(1), 2.0, 9_007_199_254_740_992),
            ("A", march(2), 3.25, 2),
            ("A", march(2), 4.75, 10),
            ("A", march(2), None, 9),
            ("A", march(1), 99.0, 4_000_000_000),
            ("B", march(3), -1.5, -2),
            ("B", march(3), -5.5, -1),
            ("B", march(2), 7.0, 0),
        ],
        "other sensor names, newest rows first": [
            ("🌡️", march(4), None, 1),
            ("🌡️", march(3), 20.0, 7),
            ("🌡", march(2), 21.0, 3),
            ("온실 2", dt.datetime(2024, 12, 31, 23, 59, 59, 999_999), 18.0, 2),
            ("온실 2", dt.datetime(2024, 12, 31, 23, 59, 59, 999_998), 19.0, 3),
            ("a", march(1), 1.0, 1),
            ("A", march(1), 2.0, 2),
            ("", march(1), 0.0, 5),
            (" a", dt.datetime(1969, 7, 20, 20, 17), 0.0, 5),
            ("a ", dt.datetime(2099, 3, 1), 4.0, 5),
            ("a ", dt.datetime(2025, 3, 1), 5.0, 6),
        ],
        "numbers that come again, and a clock that is fast": [
            ("D", march(2), 1.0, 5),
            ("D", march(2), 2.0, 9),
            ("D", march(1), 3.0, 5),
            ("E", march(2), 4.0, 9),
            ("E", march(3), 5.0, 9),
            ("E", march(3), 6.0, 8),
            ("E", march(1), 7.0, 8),
            ("F", dt.datetime(2099, 1, 1), 8.0, 1),
            ("F", march(3), 9.0, 2),
        ],
        "twenty sensors": [(f"s{n % 20}", march(1 + n % 3), n / 2, n) for n in range(60)],
        "one row": [("boiler", march(1), None, 1)],
    },
)
READINGS.append(long_one("2,500 sensors", "readings", many.readings(), "sensor, at, seq"))

# --- latest-with-nulls: changes, the newest modified of each id, NULL the oldest

LONG_AGO = dt.datetime(1, 1, 1)  # what is put for NULL may be as old, and not older

CHANGES = fixtures(
    "changes",
    {
        "ids that have only NULL, and rows that are equally new": [
            (12, march(1), 1),
            (10, None, 1),
            (10, None, 2),
            (11, None, None),
            (12, march(1), 9),
            (10, None, None),
            (12, None, 10),
            (13, march(2), None),
            (13, march(1), 8),
            (13, march(2), None),
        ],
        "dates long ago and far ahead": [
            (-5, None, 9),
            (-5, LONG_AGO, 2),
            (-6, LONG_AGO, 2),
            (-6, None, 9),
            # Two changes of one day, and of one second; once the newer one is inserted first, once last.
            (1, dt.datetime(2024, 2, 29, 23, 59, 59, 2), 4),
            (1, dt.datetime(2024, 2, 29, 23, 59, 59, 1), 5),
            (2, dt.datetime(2024, 2, 29, 0, 0, 0, 1), 4),
            (2, dt.datetime(2024, 2, 29, 0, 0, 0, 2), 5),
            (3, dt.datetime(2024, 2, 29, 0, 0, 1), 6),
            (3, dt.datetime(2024, 2, 29, 23, 59, 59), 7),
            (4, dt.datetime(2024, 2, 29, 23, 59, 59), 7),
            (4, dt.datetime(2024, 2, 29, 0, 0, 1), 6),
            (0, dt.datetime(1969, 12, 31, 23, 59, 59), 3),
            (0, None, 10),
            # Three of one second, in each order.
            *(
                (20 + n, dt.datetime(2024, 2, 29, 12, 0, 0, micro), micro)
                for n, order in enumerate(permutations((1, 2, 3)))
                for micro in order
            ),
            (9_000_000_000_000_000_001, dt.datetime(2999, 1, 1), 1),
            (9_000_000_000_000_000_001, None, 0),
            (9_000_000_000_000_000_002, march(1), 5),
            (9_000_000_000_000_000_002, None, 6),
        ],
        "twenty ids": [(n % 20, march(1 + n % 7) if n % 4 else None, n % 11) for n in range(60)],
        "one row": [(1, None, None)],
    },
)

CHANGES.append(long_one("2,500 ids", "changes", many.changes(), "id, modified"))

# --- repair-the-parcel-list: scans, the latest of each parcel, those that are on their way

SCANS = fixtures("scans", parcels.OTHERS)
SCANS.append(long_one("2,500 parcels", "scans", parcels.many(), "parcel, scanned_at, scan"))

# --- the exercises

MADE_ANEW = (
    "Its default, its grants and its views are lost, or stay with the old one. Delete rows, or empty the table and"
    " fill it again."
)

exercises = [
    SqlExercise(
        id="latest-per-day",
        engine="warehouse",
        fixtures=[*WEATHER, LONG_WEATHER],
        rules=[
            ResultRows(
                tuple(COLUMNS["temp_weather"]),
                mistakes.per_date.one(mistakes.CREATED),
                mistakes.WEATHER,
                symptoms=mistakes.WEATHER_SYMPTOMS,
            )
        ],
        hints=(
            "Number the rows of each date, the newest first. A window function does that:"
            " ROW_NUMBER() OVER (PARTITION BY … ORDER BY …).",
            "PARTITION BY says which rows are the same thing, ORDER BY says which of them is newer. Descending"
            " order puts the newest row first, so it gets number 1.",
            "WHERE of the same query can't use the number. Put the query that numbers the rows into FROM ( … ) AS"
            " numbered, write WHERE seq = 1 in the outer query, and name the five columns there, without seq.",
        ),
    ),
    SqlExercise(
        id="latest-with-ties",
        engine="warehouse",
        fixtures=READINGS,
        rules=[
            ResultRows(
                tuple(COLUMNS["readings"]),
                mistakes.per_sensor.one(lambda row: (row.at, row.seq)),
                mistakes.READINGS,
                symptoms=kept_wrongly("readings", "sensor"),
            )
        ],
        hints=(
            "It is the same query as before: which column says which readings are the same thing, and which"
            " columns say which one is newer?",
            "ORDER BY inside OVER ( … ) takes several columns. The second one decides only where the first ties.",
            "DESC applies only to the column before it: ORDER BY a DESC, b sorts b ascending. Here both columns"
            " have to be descending.",
        ),
    ),
    SqlExercise(
        id="latest-with-nulls",
        engine="warehouse",
        fixtures=CHANGES,
        rules=[
            ResultRows(
                tuple(COLUMNS["changes"]),
                mistakes.per_id.one(lambda row: mistakes.null_last(row.modified)),
                mistakes.CHANGES,
                symptoms=kept_wrongly("changes", "id"),
            )
        ],
        hints=(
            "Run the query of the walk-through on changes, and look at id 2: which row is returned, and why?",
            "Under DESC, PostgreSQL sorts NULL first. Don't filter NULL away: an id that has nothing else would"
            " be lost.",
            "ORDER BY can say where NULL goes, after DESC: NULLS FIRST or NULLS LAST.",
        ),
    ),
    SqlExercise(
        id="delete-older",
        engine="warehouse",
        fixtures=[
            *WEATHER,
            long_one("1,500 dates", "temp_weather", many.weather(1_500), "date, created_date"),
        ],
        rules=[
            TableRows(
                "public.temp_weather",
                tuple(COLUMNS["temp_weather"]),
                mistakes.per_date.one(mistakes.CREATED),
                mistakes.WEATHER,
                symptoms=mistakes.WEATHER_SYMPTOMS,
            ),
            SameTable("public.temp_weather", MADE_ANEW),
            NoTableLeft(),
            Idempotent("public.temp_weather"),
        ],
        hints=(
            "No column distinguishes two equal rows, so a DELETE can't keep only one of them. Copy the newest rows"
            " elsewhere, empty the table, and put them back.",
            "The rows to copy are those of latest-per-day: CREATE TEMP TABLE … AS and that query. Do everything"
            " in one transaction, so that an error leaves the table as it was.",
            "BEGIN; CREATE TEMP TABLE newest AS the query of latest-per-day; DELETE FROM temp_weather; INSERT INTO"
            " temp_weather SELECT the five columns FROM newest; DROP TABLE newest; COMMIT.",
        ),
    ),
    SqlExercise(
        id="repair-the-parcel-list",
        engine="warehouse",
        fixtures=SCANS,
        other_data=OtherData(fixed=("status",)),
        rules=[
            ResultRows(parcels.LISTED, parcels.on_their_way, parcels.MISTAKES, symptoms=parcels.SYMPTOMS),
        ],
        hints=(
            "Take the parcels of the notebook's table one by one. P2 is delivered: why does the query list it? P1"
            " comes twice: why?",
            "Two things are in the wrong place: the filter on status runs before the rows are numbered, and"
            " PARTITION BY makes two groups of one parcel's scans. P3 and P5 then show what is wrong with the"
            " order.",
            "PARTITION BY parcel; ORDER BY scanned_at DESC NULLS LAST, scan DESC; ROW_NUMBER() instead of"
            " RANK(); and in the outer query WHERE seq = 1 AND status = 'in transit'.",
        ),
    ),
]
