"""Lesson 09: any day again, in any order. What answers must show."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from workbook.checking.rules.any_order import AnyOrder
from workbook.checking.rules.dependents import NoTableLeft, SameTable
from workbook.checking.rules.faults import NothingChanges
from workbook.checking.rules.idempotent import Idempotent, Retried
from workbook.checking.rules.table_rows import TableRows
from workbook.datasets import nps_and_weather
from workbook.exercises import Fixture, OtherData, PyExercise, Scenario, Table, load_module

windows = load_module("09-backfill", "windows")
hours = load_module("09-backfill", "hours")
loads = load_module("09-backfill", "loads")
ranges = load_module("09-backfill", "ranges")
failures = load_module("09-backfill", "failures")
tickets = load_module("09-backfill", "tickets")

# --- tables

DAILY = {"day": "DATE NOT NULL", "id": "INT NOT NULL", "score": "SMALLINT"}


def daily_answers(rows: list[tuple]) -> Table:
    return Table("daily_answers", DAILY, rows, "PRIMARY KEY (day, id)")


ROWS = 60_000  # a year of days takes some ten seconds with them


def survey_answers(rows: int = ROWS) -> Path:
    return nps_and_weather.nps_modified_file(rows)


def march(day: int) -> dt.date:
    return dt.date(2025, 3, day)


STORED = [
    (march(1), 1, 9),
    (march(1), 2, 3),
    (march(2), 1, 10),
    (march(2), 3, 6),
    (march(2), 4, 8),
    (march(3), 2, 4),
    (march(3), 5, 7),
]

notebook = Fixture(
    "the lesson's tables",
    warehouse=[Table("nps", nps_and_weather.NPS_WAREHOUSE), daily_answers(STORED)],
    source=[Table("nps", nps_and_weather.NPS_SOURCE, survey_answers, "INDEX (modified)")],
)

# --- not-yesterday


def window(name: str, day: dt.date) -> Scenario:
    return Scenario(name, arguments=(day,))


TODAY = dt.date.today()

WINDOWS = [
    window("1 March 2025", march(1)),
    window("the last day of a month", march(31)),
    window("a leap day's eve", dt.date(2024, 2, 28)),
    window("a leap day", dt.date(2024, 2, 29)),
    window("28 February without a leap day", dt.date(1900, 2, 28)),
    window("New Year's Eve", dt.date(2025, 12, 31)),
    window("the day on which summer time begins", dt.date(2025, 3, 9)),
    window("the day on which it ends", dt.date(2025, 11, 2)),
    window("yesterday", TODAY - windows.DAY),
    window("today", TODAY),
    window("tomorrow", TODAY + windows.DAY),
    window("a day long ago", dt.date(1971, 6, 30)),
    window("a day far ahead", dt.date(2099, 9, 30)),
]

# --- idempotent-day


def load(name: str, stored: list[tuple], day: dt.date, rows: list[tuple]) -> Scenario:
    return Scenario(name, warehouse=[daily_answers(stored)], arguments=(day, rows))


# Also days that have the leap day's place in another month, another year or another week.
OTHER_DAYS = [
    (dt.date(2024, 1, 29), 7, 3),
    (dt.date(2024, 2, 22), 8, 6),
    (dt.date(2025, 3, 1), 9, 4),
    (dt.date(2020, 2, 29), 7, 8),
    (dt.date(2023, 12, 31), 7, 5),
    (dt.date(2024, 2, 28), 7, None),
    (dt.date(2024, 2, 29), 7, 1),
    (dt.date(2024, 2, 29), 8, None),
    (dt.date(2024, 2, 29), 9, 0),
    (dt.date(2024, 3, 1), 7, 10),
    (dt.date(2025, 2, 28), 8, 2),
]

LOADS = [
    load("the exercise's rows", STORED, march(2), [(1, 10), (3, 7), (6, 2)]),
    load("an empty list for a day that had rows", STORED, march(1), []),
    load("a day that the table does not have", STORED, march(4), [(2, 4), (9, 10)]),
    load("a day before all others", STORED, dt.date(2025, 2, 28), [(1, 9), (2, 3)]),
    load(
        "NULL, the largest and smallest numbers, a leap day",
        OTHER_DAYS,
        dt.date(2024, 2, 29),
        [(2**31 - 1, 2**15 - 1), (-(2**31), -(2**15)), (0, None), (7, None), (8, 4)],
    ),
    load("an empty table", [], dt.date(2031, 12, 31), [(1, 0)]),
    load("an empty list for a day without rows", OTHER_DAYS, dt.date(2024, 3, 2), []),
    load("ids that are all there, with other scores", STORED, march(3), [(5, 4), (2, 7)]),
    replace(
        load(
            "thousands of rows",
            [(march(1 + n % 2), n // 2 * 7 % 2_700, n % 11) for n in range(5_400)],
            march(2),
            [(n * 11 % 2_600 + 50, n % 9) for n in range(2_600)],
        ),
        large=True,
    ),
]

LOADED = TableRows("public.daily_answers", tuple(DAILY), loads.loaded, loads.MISTAKES, loads.SYMPTOMS)

IN_ORDER = [
    LOADS[0],
    load("3 March", [], march(3), [(1, 5), (2, 5), (7, 1)]),
    load("4 March", [], march(4), []),
    load("5 March", [], march(5), [(3, 7), (1, 10)]),
    load("6 March", [], march(6), [(1, 10), (8, None)]),
]

# --- backfill

RANGES = [
    ranges.days_between("a week", "2025-03-01", "2025-03-08", ["2025-03-02", "2025-03-05"]),
    ranges.days_between("a month's end", "2025-01-30", "2025-02-02", ["2025-01-30"]),
    ranges.days_between(
        "a leap day and days of other ranges",
        "2024-02-27",
        "2024-03-03",
        ["2024-02-01", "2024-02-29", "2024-03-03"],
    ),
    ranges.days_between("New Year, all done", "2024-12-31", "2025-01-02", ["2025-01-01", "2024-12-31"]),
    ranges.days_between("one day", "2025-11-02", "2025-11-03"),
    ranges.days_between("a range without a day", "2025-03-01", "2025-03-01", ["2025-02-28"]),
    ranges.days_between("days far ahead", "2098-12-30", "2099-01-02", ["2098-12-31"]),
    ranges.days_between("a year", "2025-01-01", "2026-01-01", ["2025-12-30", "2025-06-01"]),
    ranges.days_between("three years", "2022-01-01", "2025-01-01", ["2024-12-30"]),
]

trial = failures.trial
TRIALS = [
    trial("2025-03-01", "2025-03-08", [], ["2025-03-04"]),
    trial("2025-03-01", "2025-03-08", (), ["2025-03-01"]),
    trial("2025-03-01", "2025-03-08", ["2025-03-05", "2025-03-02"], ["2025-03-07", "2025-03-04"]),
    trial("2024-12-28", "2025-01-04", {"2024-12-20", "2024-12-30", "2025-01-02"}, ["2024-12-31", "2025-01-01"]),
    trial("2024-02-27", "2024-03-02", ("2024-02-28",), ["2024-02-29", "2024-03-01"]),
]

# --- the exercises

exercises = [
    PyExercise(
        id="not-yesterday",
        function="day_of_run",
        arguments=("run_date",),
        scenarios=WINDOWS,
        table="",
        parts=(),
        rules=[windows.Window(), windows.WhateverTheClock()],
        hints=(
            "Which day is the run for, and is it in the window? Then which is the first date after the window?",
            "The start is run_date itself. A date plus timedelta(days=1) is the next day, even at the end of a"
            " month.",
            "You need only run_date: no today(), no now(). Return run_date, a comma, and the day after it.",
        ),
    ),
    PyExercise(
        id="hourly",
        function="hour_of_run",
        arguments=("start",),
        scenarios=hours.STARTS,
        table="",
        parts=(),
        rules=[hours.Hour(), hours.WhateverTheClock()],
        hints=(
            "An hour is always 60 minutes, but a local clock may jump within it. In which time zone does no clock"
            " jump?",
            "start.astimezone(UTC) is the same moment in UTC, for any zone and either fold. Which comes first: the"
            " conversion, or adding timedelta(hours=1)?",
            "Set first = start.astimezone(UTC), and return first, a comma, and first plus timedelta(hours=1).",
        ),
    ),
    PyExercise(
        id="idempotent-day",
        function="load_day",
        arguments=("run_date", "rows"),
        other_data=OtherData(rows={"rows": ("id", "score")}),
        scenarios=LOADS,
        table="daily_answers",
        points=2,
        rules=[
            LOADED,
            Idempotent("daily_answers"),
            SameTable("daily_answers", "Change its rows, in one transaction."),
            NoTableLeft(),
            Retried(LOADED, LOADS[0], (march(2), [(3, 8), (5, 1)])),
            NothingChanges("daily_answers", LOADS[0], columns=("id", "score")),
            AnyOrder("daily_answers", tuple(DAILY), IN_ORDER),
        ],
        hints=(
            "What must be deleted before the day's rows go in, and what must stay? The day is the same on every"
            " run, so you can delete by it.",
            "DELETE the rows of run_date, then INSERT the given ones, in one transaction: otherwise a failure"
            " between the two loses the day.",
            "`with conn, conn.cursor() as cursor:` commits at its end and rolls back after an error. Inside:"
            " DELETE … WHERE day = %s, then for each (id, score) an INSERT of (run_date, id, score).",
        ),
    ),
    PyExercise(
        id="backfill",
        function="backfill",
        arguments=("run", "start", "end"),
        scenarios=RANGES,
        table="",
        parts=(),
        points=2,
        rules=[
            ranges.RunsDays(),
            failures.StopsAtAFailure(RANGES[0], TRIALS),
            failures.Resumes(RANGES[0], TRIALS),
        ],
        hints=(
            "Loop over the days, starting at start, while day < end. Which days does the loop skip, and what"
            " does it have to remember for the error?",
            "Keep a list of your own, finished = list(done), and append each day for which run returned. Write a"
            " class for the error, or set the attribute on an error that you created: error.done = finished.",
            "In the loop: try: run(day). except Exception as error: create your own error with f'{day} …' in its"
            " text, set its .done to finished, and raise it from error. Append the day only after that.",
        ),
    ),
    tickets.EXERCISE,  # repair-the-ticket-counts
]
