"""The exercise repair-the-sensor-summary: its tables, its oracle, and the mistakes that are known by name."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from workbook.checking.compare import normal
from workbook.checking.rules.dependents import NoTableLeft, SameTable
from workbook.checking.rules.faults import NothingChanges
from workbook.checking.rules.idempotent import Idempotent, Retried
from workbook.checking.rules.result_rows import Mistake, Symptom
from workbook.checking.rules.second_session import NeverHalfDone
from workbook.checking.rules.table_rows import TableRows
from workbook.exercises import Fixture, OtherData, PyExercise, Scenario, Table, load_module

daily = load_module("10-summary-table", "daily")

READINGS = {"sensor": "INT NOT NULL", "at": "TIMESTAMP NOT NULL", "celsius": "NUMERIC(4,1) NOT NULL"}
SENSOR_DAYS = {
    "sensor": "INT NOT NULL",
    "day": "DATE NOT NULL",
    "percent_hot": "NUMERIC(5,2)",
    "last_celsius": "NUMERIC(4,1)",
}
COLUMNS = tuple(SENSOR_DAYS)
DEPENDENTS = (
    "GRANT SELECT ON sensor_days TO analysts",
    "CREATE VIEW hot_days AS SELECT sensor, day FROM sensor_days WHERE percent_hot > 50",
)
HOT = 30
Reading = tuple[int, dt.datetime, str]  # the temperature as text, for a Decimal


def at(day: int, hour: int = 9, minute: int = 0, second: int = 0, micro: int = 0) -> dt.datetime:
    return dt.datetime(2025, 7, day, hour, minute, second, micro)


def _build(name: str, readings: Sequence[Reading], before: Sequence[tuple]) -> Scenario:
    rows = [(sensor, time, Decimal(celsius)) for sensor, time, celsius in readings]
    tables = [
        Table("readings", READINGS, rows, "PRIMARY KEY (sensor, at)"),
        Table("sensor_days", SENSOR_DAYS, before, "PRIMARY KEY (sensor, day)"),
    ]
    return Scenario(name, warehouse=[*tables, *DEPENDENTS])


def _long() -> list[Reading]:
    """5,400 readings of 180 sensors in 15 days, two a sensor and day, stored in no order."""
    rng = Random("sensors")
    rows = [
        (sensor, at(1 + day, rng.randrange(12) + 12 * part, rng.randrange(60)), str(rng.randrange(150, 400) / 10))
        for sensor in range(180)
        for day in range(15)
        for part in range(2)
    ]
    return sorted(rows, key=lambda _: rng.random())


BEFORE = [(1, at(1).date(), 12.5, 19.0), (3, at(1).date(), 0, 22.1)]
BUILDS = [
    _build(
        "the exercise's rows",
        [
            (1, at(1, 18), "24.0"),
            (1, at(1, 9), "21.5"),
            (1, at(1, 14), "31.2"),
            (1, at(2, 9), "22.0"),
            (2, at(1, 15), "33.0"),
            (2, at(1, 12), "35.5"),
        ],
        BEFORE,
    ),
    _build("no readings", [], BEFORE),
    _build(
        "an empty table",
        [(7, at(3), "30.1"), (-7, at(3), "30.0"), (2**31 - 1, at(4), "-12.3"), (2**31 - 2, at(4), "31.0")],
        [],
    ),
    _build(
        "readings at midnight and just before it, and exactly 30 degrees",
        [
            (1, at(5, 0), "40.0"),
            (1, at(4, 23, 59, 59, 999_999), "10.0"),
            (1, at(4, 23, 59, 59, 999_998), "50.0"),
            (1, at(4, 12), "30.0"),
            (1, at(5, 0, 0, 0, 1), "30.0"),
            (2, at(4, 0), "30.1"),
            (2, at(4, 7), "29.9"),
            (2, at(4, 20), "-40.0"),
            (9, dt.datetime(2024, 7, 5, 8), "31.0"),
            (9, dt.datetime(2025, 7, 5, 8), "21.0"),
        ],
        BEFORE,
    ),
    _build(
        "shares that end in a half",
        [
            (count, at(6, 0, n), "35.0" if n < hot else "20.0")
            for count, hot in ((32, 1), (32 + 8, 3), (7, 2), (3, 2))
            for n in range(count)
        ],
        [],
    ),
    replace(
        _build("thousands of readings", _long(), [(n, at(20).date(), n % 100, n % 40) for n in range(2_600)]),
        large=True,
    ),
]


def _days(build: Fixture) -> dict[tuple[int, dt.date], list[Decimal]]:
    """The temperatures of each sensor and day, in the order of time."""
    found = defaultdict(list)
    for row in sorted(build.rows("readings"), key=lambda row: row.at):
        found[row.sensor, row.at.date()].append(row.celsius)
    return found


def _hot(celsius: Sequence[Decimal]) -> int:
    return sum(value > HOT for value in celsius)


def percent(celsius: Sequence[Decimal]) -> Decimal:
    """The share of hot readings in percent, to 2 digits, as NUMERIC(5,2) stores it."""
    return daily.rounded(Fraction(100 * _hot(celsius), len(celsius)))


def _rows(share: Callable, last: Callable = lambda celsius: celsius[-1]) -> Callable[[Fixture], list[tuple]]:
    return lambda build: [(*key, share(celsius), last(celsius)) for key, celsius in _days(build).items()]


summary = _rows(percent)


def _whole(celsius: Sequence[Decimal]) -> int:
    return _hot(celsius) // len(celsius) * 100


def _or_null(share: Callable) -> Callable:
    return lambda celsius: share(celsius) if _hot(celsius) else None


def _without(place: int, rows: Sequence[tuple]) -> set[tuple]:
    """The rows without the column at `place`, each value in compare.normal's form."""
    return {tuple(normal(value) for at, value in enumerate(row) if at != place) for row in rows}


INTEGERS = (
    "percent_hot is 0 or 100: SQL drops the fraction when it divides integers. Multiply by 100.0 before you"
    " divide."
)
NULL = (
    "percent_hot is NULL on days without a hot reading: a CASE without ELSE gives NULL, and a sum of NULLs is"
    " NULL."
    " Write ELSE 0."
)
MISTAKES = (
    Mistake("sensor_days is unchanged: it holds its old rows.", lambda build: build.rows("sensor_days")),
    Mistake("sensor_days is empty.", lambda build: []),
    Mistake(INTEGERS, _rows(_whole)),
    Mistake(INTEGERS, _rows(_or_null(_whole))),
    Mistake(NULL, _rows(_or_null(percent))),
    Mistake(
        "Readings of exactly 30 degrees are counted as hot: compare with > 30.",
        _rows(lambda celsius: daily.rounded(Fraction(100 * sum(value >= HOT for value in celsius), len(celsius)))),
    ),
    Mistake(
        "last_celsius is the first one of the day: number the readings by at, descending.",
        _rows(percent, lambda celsius: celsius[0]),
    ),
    Mistake("last_celsius is the highest one of the day, not the last one.", _rows(percent, max)),
    Mistake(
        "Old rows are still there, beside the new ones: delete all of them first.",
        lambda build: [*build.rows("sensor_days"), *summary(build)],
    ),
    Mistake(
        "Old rows stayed that readings no longer gives: delete all of them first.",
        lambda build: list(
            {row[:2]: row for row in (*map(tuple, build.rows("sensor_days")), *summary(build))}.values()
        ),
    ),
)
SYMPTOMS = (
    Symptom(
        "A sensor and day has more than one row. Without a frame, LAST_VALUE looks only as far as the current row,"
        " so it gives each reading's own value.",
        lambda build, got: len({row[:2] for row in got}) < len(got),
    ),
    Symptom(
        "last_celsius is not the latest reading of the sensor's day. Without a frame, LAST_VALUE looks only as"
        " far as the current row.",
        lambda build, got: _without(3, got) == _without(3, summary(build)),
    ),
    Symptom("A sensor's day is missing.", lambda build, got: not set(_days(build)) <= {row[:2] for row in got}),
    Symptom(
        "There are rows of sensors and days that have no readings, in UTC.",
        lambda build, got: not {row[:2] for row in got} <= set(_days(build)),
    ),
    Symptom(
        "percent_hot is not the share of the day's readings above 30, in percent, rounded to 2 places. Divide"
        " numbers that are not integers, and round only what is stored.",
        lambda build, got: _without(2, got) == _without(2, summary(build)),
    ),
    Symptom("Rows have neither the day's share nor its latest reading.", lambda build, got: True),
)

BUILT = TableRows("public.sensor_days", COLUMNS, summary, MISTAKES, SYMPTOMS)

EXERCISE = PyExercise(
    id="repair-the-sensor-summary",
    other_data=OtherData(fixed=("celsius",)),  # 30 degrees are a limit
    function="build_sensor_days",
    arguments=(),
    scenarios=BUILDS,
    table="sensor_days",
    rules=[
        BUILT,
        TableRows("public.readings", tuple(READINGS), lambda build: build.rows("readings")),
        SameTable("sensor_days", "A view and a grant are attached to it: change its rows, in one transaction."),
        NoTableLeft(),
        NeverHalfDone("sensor_days"),
        Idempotent("sensor_days"),
        Retried(BUILT, BUILDS[0], ()),
        NothingChanges("sensor_days", BUILDS[0]),
    ],
    hints=(
        "Four things are wrong: how the new rows get into the table, and three in the SELECT. What is 1 / 3,"
        " what is"
        " a CASE without ELSE, and how far does LAST_VALUE look?",
        "Keep the table: DELETE its rows, then INSERT the result of the SELECT. Number the readings of each sensor"
        " and day by at, descending: number 1 is the last reading. Then GROUP BY sensor and day.",
        "INSERT INTO sensor_days SELECT sensor, day, 100.0 * sum(…) / count(*), max(CASE WHEN from_end = 1 THEN …)"
        " FROM a subquery with at::date AS day and a ROW_NUMBER() AS from_end, GROUP BY sensor, day.",
    ),
)
