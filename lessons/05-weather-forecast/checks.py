"""Lesson 05: the weather forecast's daily load, whole. What answers must show, and the mistakes known by name."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from workbook.checking.rules.dependents import NoTableLeft, SameTable
from workbook.checking.rules.faults import NothingChanges
from workbook.checking.rules.idempotent import Idempotent, Retried
from workbook.checking.rules.second_session import NeverHalfDone
from workbook.checking.rules.structure import PrimaryKey, StampsInserts
from workbook.checking.rules.table_rows import StampedTableRows
from workbook.datasets import nps_and_weather
from workbook.exercises import Fixture, OtherData, PyExercise, Scenario, SqlExercise, Table, load_module

clocks = load_module("05-weather-forecast", "clocks")
mistakes = load_module("05-weather-forecast", "mistakes")
stock = load_module("05-weather-forecast", "stock")

# --- tables

READINGS = {"date": "DATE", "temp": "REAL", "min_temp": "REAL", "max_temp": "REAL"}
FORECAST = {**READINGS, "date": "DATE PRIMARY KEY", "created_date": "TIMESTAMP DEFAULT now()"}
STAGE = {**READINGS, "date": "DATE NOT NULL", "created_date": "TIMESTAMP DEFAULT now()"}
COLUMNS = tuple(STAGE)

FIRST = dt.date(2015, 1, 1)
DAYS = 60


def published(day: dt.date, days: int = 8) -> list[tuple]:
    """The forecasts of a day, with the stamp that they were stored with."""
    return [(*forecast, nps_and_weather.stamp(day)) for forecast in nps_and_weather.forecasts(day, days)]


def newest(first: dt.date, days: int) -> list[tuple]:
    """The newest forecast for each date, after some days of loads."""
    return list({row[0]: row for n in range(days) for row in published(first + dt.timedelta(n))}.values())


def march(day: int, hour: int = 6, minute: int = 0) -> dt.datetime:
    return dt.datetime(2015, 3, day, hour, minute)


def many(first: int, count: int, *stamp: dt.datetime) -> list[tuple]:
    """Forecasts for many days, with a stamp where they are stored."""
    days = (dt.date(2030, 1, 1) + dt.timedelta(first + n) for n in range(count))
    return [(day, n * 7 % 40 - 8.25, n % 17 - 12.5, n % 23 + 20.75, *stamp) for n, day in enumerate(days)]


STORED = newest(dt.date(2015, 3, 1), 2)
SENT = nps_and_weather.forecasts(dt.date(2015, 3, 3))

ODD = [
    (dt.date(2031, 12, 31), -40.0, -55.5, None, dt.datetime(2020, 2, 29, 23, 59, 59)),
    (dt.date(1999, 1, 1), None, None, None, dt.datetime(2019, 1, 1, 0, 0, 0, 123456)),
    (dt.date(2024, 2, 29), 0.0, 0.0, 0.0, dt.datetime(2019, 1, 1, 0, 0, 0, 123456)),
    (dt.date(2015, 3, 5), 21.5, 9.0, 34.0, march(5)),
]


def day_after_day() -> list[tuple]:
    """What the weather service sent in sixty days: the day of sending, and its eight forecasts."""
    days = (FIRST + dt.timedelta(n) for n in range(DAYS))
    return [(day, *row) for day in days for row in nps_and_weather.forecasts(day)]


notebook = Fixture(
    "the lesson's tables",
    warehouse=[
        Table("weather_forecast", FORECAST),
        Table("sent", {"published": "DATE", **READINGS}, day_after_day()),
        Table("incoming", READINGS, SENT),
        Table("temp_weather", STAGE, STORED),
        Table("stock", stock.STOCK, stock.STORED),
    ],
)


def append(name: str, stage: Sequence[tuple], incoming: Sequence[tuple]) -> Fixture:
    return Fixture(name, warehouse=[Table("temp_weather", STAGE, stage), Table("incoming", READINGS, incoming)])


def swap(name: str, stored: Sequence[tuple], appended: Sequence[tuple]) -> Fixture:
    """`temp_weather` holds the stored rows, and before and behind them those that were appended."""
    half = len(appended) // 2
    stage = [*appended[half:], *stored, *appended[:half]]
    return Fixture(
        name, warehouse=[Table("weather_forecast", FORECAST, stored), Table("temp_weather", STAGE, stage)]
    )


def load(name: str, stored: Sequence[tuple], rows: Sequence[tuple]) -> Scenario:
    return Scenario(name, warehouse=[Table("weather_forecast", FORECAST, stored)], arguments=(list(rows),))


def long_forecast(rows: int) -> list[tuple]:
    """Forecasts with two decimals, and NULL; some dates come several times, and some rows twice."""
    rng = Random("forecast")
    found: list[tuple] = []
    for n in range(rows):
        if n % 50 == 49:
            found.append(found[-1])
            continue
        values = (None if rng.random() < 0.05 else rng.randrange(-4000, 5000) / 100 for _ in range(3))
        found.append((dt.date(1950, 1, 1) + dt.timedelta(rng.randrange(rows)), *values))
    return found


def stamped(rows: Sequence[tuple]) -> list[tuple]:
    """The rows with stamps of the past, to the microsecond, all of them different."""
    rng = Random("stamps")
    first = dt.datetime(2014, 1, 1)
    return [
        (*row, first + dt.timedelta(seconds=n, microseconds=rng.randrange(10**6))) for n, row in enumerate(rows)
    ]


LONG = long_forecast(2_600)
APPENDS = [
    append("the notebook's tables", STORED, SENT),
    append("nothing incoming", STORED[:3], []),
    # More rows than on other mornings, so that a LIMIT that fits there cuts here.
    append("an empty temp_weather", [], nps_and_weather.forecasts(dt.date(2015, 3, 3), 14)),
    append(
        "a date twice, rows that are there already, NULL and negative temperatures",
        [*ODD, ODD[0]],
        [
            ODD[0][:4],
            (dt.date(1999, 1, 1), -0.5, None, 12.25),
            (dt.date(1999, 1, 1), -0.5, None, 12.25),
            (dt.date(1999, 1, 2), None, None, None),
            ODD[3][:4],
        ],
    ),
    append("one row each", ODD[1:2], [(dt.date(1850, 7, 1), 30.5, 20.0, 41.0)]),
    append("2,600 incoming rows", stamped(LONG[:300]), LONG),
]

SWAPS = [
    swap("the exercise's tables", STORED, published(dt.date(2015, 3, 3))),
    swap("two empty tables", [], []),
    swap("an empty weather_forecast", [], [*published(dt.date(2013, 12, 30), 3), *published(FIRST, 3)]),
    swap(
        "rows that are equally new, in no order of time, with NULL temperatures",
        ODD,
        [
            (dt.date(2015, 3, 5), 8.0, None, 12.0, march(6)),
            (dt.date(2015, 3, 5), 9.0, 1.0, 11.0, march(6)),
            (dt.date(1999, 1, 1), -1.0, -2.0, 0.5, dt.datetime(2019, 1, 1, 0, 0, 0, 123457)),
            (dt.date(1999, 1, 1), 7.0, 6.0, 8.0, dt.datetime(2018, 1, 1)),
            (dt.date(2024, 2, 29), None, None, None, march(2)),
            (dt.date(2024, 2, 29), None, None, None, dt.datetime(2019, 6, 1)),
            (dt.date(2030, 1, 1), 1.0, 0.0, 2.0, march(4)),
            (dt.date(2030, 1, 1), 1.0, 0.0, 2.0, march(4)),
            (dt.date(2030, 1, 1), 9.0, 8.0, 10.0, march(3)),
        ],
    ),
    swap("2,600 staged rows", [], stamped(LONG)),
]

LOADS = [
    load(
        "the exercise's rows",
        [
            (dt.date(2015, 2, 28), 6.5, 2.0, 11.0, march(1)),
            (dt.date(2015, 3, 1), 5.8, 1.1, 10.4, march(1)),
            (dt.date(2015, 3, 2), 7.0, 4.1, 9.8, march(2)),
            (dt.date(2015, 3, 3), 8.2, 3.3, 13.0, march(2)),
        ],
        [
            (dt.date(2015, 3, 2), 7.4, 4.0, 10.8),
            (dt.date(2015, 3, 3), 8.2, 3.3, 13.0),
            (dt.date(2015, 3, 4), 6.1, 0.2, 12.0),
        ],
    ),
    load("an empty list", ODD[1:], []),
    load("an empty table", [], nps_and_weather.forecasts(dt.date(2015, 3, 9), 3)),
    load(
        "other dates, in no order, with NULL and negative temperatures",
        ODD,
        [
            (dt.date(2024, 2, 29), None, None, 20.5),
            (dt.date(1999, 1, 1), -3.5, -12.25, -0.5),
            (dt.date(2015, 3, 6), 11.0, None, None),
        ],
    ),
    load("one row", ODD[:2], [(dt.date(1999, 1, 1), 1.5, -1.0, 4.0)]),
    load(
        "more digits, and the largest numbers",
        ODD[:1],
        [(dt.date(2020, 5, 1), 21.4375, -0.0625, 33.4567), (dt.date(2020, 5, 2), 1e30, -1e30, 1e-30)],
    ),
    replace(load("thousands of days", many(0, 2_700, march(1)), many(101, 2_600)), large=True),
]

# A day of the first call comes again; its other days do not, and keep their stamps.
NEXT_MORNING = [(dt.date(2015, 3, 4), 5.5, -0.5, 11.0), (dt.date(2015, 3, 5), 4.5, None, 9.0)]
A_DAY_PASSES = "UPDATE weather_forecast SET created_date = created_date - interval '1 day'"
LOADED = StampedTableRows(
    "public.weather_forecast", COLUMNS, mistakes.loaded, mistakes.LOAD, mistakes.LOAD_SYMPTOMS
)

NEW_WEATHER = "INSERT INTO {} (date, temp, min_temp, max_temp) VALUES ('2099-02-28', 14.5, 9, 20)"
STAYS = (
    "Its grants stay with the old one, and views on it go on reading the old one, or are dropped by CASCADE."
    " Empty the table and fill it again in one transaction, or change its rows."
)


def weather_forecast_stays() -> list:
    """The rules that weather_forecast is the same table, with the same key and default."""
    return [
        SameTable("weather_forecast", STAYS),
        PrimaryKey("weather_forecast", ("date",)),
        StampsInserts("weather_forecast", "created_date", NEW_WEATHER.format("weather_forecast")),
    ]


# --- the exercises

exercises = [
    SqlExercise(
        id="append-forecast",
        engine="warehouse",
        fixtures=APPENDS,
        rules=[
            StampedTableRows(
                "public.temp_weather", COLUMNS, mistakes.appended, mistakes.APPEND, mistakes.APPEND_SYMPTOMS
            ),
        ],
        hints=(
            "incoming has four columns, temp_weather has five. Which one is not sent, and what fills it?",
            "A column that INSERT does not name gets its default. So name the other four, in the INSERT and in"
            " the SELECT.",
            "INSERT INTO temp_weather (…four columns…) SELECT …the same four… FROM incoming. No WHERE: append"
            " all rows, also for dates that are already there. Which row is kept is decided later.",
        ),
    ),
    SqlExercise(
        id="swap-latest",
        engine="warehouse",
        fixtures=SWAPS,
        watch="weather_forecast",
        rules=[
            StampedTableRows(
                "public.weather_forecast", COLUMNS, mistakes.swapped, mistakes.SWAP, mistakes.SWAP_SYMPTOMS
            ),
            *weather_forecast_stays(),
            NoTableLeft(),
            NeverHalfDone("weather_forecast"),
            Idempotent("public.weather_forecast"),
        ],
        hints=(
            "Three parts: choose the rows (lesson 04), get them into the table with their own stamps, and do it"
            " so that no reader sees the moment between.",
            "Name created_date in the INSERT and in its SELECT, or the default gives the row a new stamp. With"
            " BEGIN before the first statement and COMMIT after the last, readers see one single change.",
            "BEGIN; empty weather_forecast with DELETE; INSERT INTO weather_forecast with the five columns, from"
            " temp_weather numbered by ROW_NUMBER() per date, newest first, where the number is 1; COMMIT.",
        ),
    ),
    PyExercise(
        id="load-forecast",
        function="load_forecast",
        arguments=("rows",),
        other_data=OtherData(rows={"rows": tuple(READINGS)}),
        scenarios=LOADS,
        table="weather_forecast",
        points=2,
        rules=[
            LOADED,
            *weather_forecast_stays(),
            NeverHalfDone("weather_forecast"),
            Idempotent("weather_forecast", tuple(READINGS)),
            NoTableLeft(),
            clocks.ServerStamps(LOADS[0], LOADED),
            Retried(LOADED, LOADS[0], (NEXT_MORNING,), A_DAY_PASSES),
            NothingChanges("weather_forecast", LOADS[0], holds=LOADED),
        ],
        hints=(
            "The connection has autocommit off: the first statement begins a transaction. What must happen at"
            " the end when all went well, and what after an error? `with conn:` does both.",
            "A staging table is one way. A shorter one is INSERT … ON CONFLICT (date) DO UPDATE, which changes"
            " a date that is there and adds one that is not.",
            "DO UPDATE changes only what SET names, and a default applies only to new rows. So SET the three"
            " temperatures from EXCLUDED, and created_date to now(). One row at a time is fine, inside the"
            " `with conn:` block.",
        ),
    ),
    stock.EXERCISE,
]
