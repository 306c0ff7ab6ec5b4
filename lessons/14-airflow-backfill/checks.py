"""Lesson 14: backfills on Airflow. What answers must show."""

import datetime as dt
from pathlib import Path

from workbook.checking.rules.dag import FailsWhole, Scans, Tasks
from workbook.checking.rules.result_rows import Mistake
from workbook.checking.rules.table_rows import TableRows
from workbook.datasets import nps_and_weather
from workbook.exercises import DagExercise, DagScenario, Fixture, PredictExercise, Table, load_module

meters = load_module("14-airflow-backfill", "meters")
midnights = load_module("14-airflow-backfill", "midnights")
ranges = load_module("14-airflow-backfill", "ranges")
reruns = load_module("14-airflow-backfill", "reruns")
waits = load_module("14-airflow-backfill", "waits")

COUNTS = {"day": "DATE", "answers": "INT"}
TOTALS = {"day": "DATE", "total": "INT"}


def survey_answers() -> Path:
    return nps_and_weather.nps_modified_file(60_000)


notebook = Fixture(
    "the lesson's tables",
    warehouse=[
        Table("nps", nps_and_weather.NPS_WAREHOUSE, survey_answers),
        Table("daily_answers", midnights.DAILY),
        Table("counts", COUNTS),
        Table("totals", TOTALS),
    ],
)

# --- day-that-is-over

midnight = midnights.midnight
MIDNIGHTS = [
    midnight(
        "the exercise's rows",
        "2025-03-01",
        ["2025-02-28 23:59:59", "2025-03-01 00:00:00", "2025-03-01 18:40:00", "2025-03-02 00:00:00"],
    ),
    midnight(
        "the last day of a year, and days that were loaded before",
        "2024-12-31",
        [
            "2024-12-30 12:00:00",
            "2024-12-31 00:00:01",
            "2024-12-31 23:59:59",
            "2025-01-01 08:00:00",
            *(f"2024-12-31 {n // 60 % 24:02}:{n % 60:02}:30" for n in range(2_600)),
        ],
        [("2024-12-30", 2, 5), ("2024-12-31", 77, 5), ("2025-01-01", 3, 5), ("2024-12-01", 2, 1)],
    ),
    midnight("a leap day without rows", "2020-02-29", ["2020-02-28 12:00:00"], [("2020-02-29", 1, 9)]),
    midnight(
        "the day on which daylight saving time begins in Europe",
        "2025-03-30",
        ["2025-03-29 23:30:00", "2025-03-30 00:30:00", "2025-03-30 22:30:00", "2025-03-31 00:30:00"],
    ),
]

# --- safe-to-rerun

ANSWERS = [
    (1, 9, "2025-03-01 08:00:00"),
    (2, 3, "2025-03-01 09:30:00"),
    (3, 10, "2025-03-02 18:40:00"),
    (4, None, "2025-03-02 23:59:59"),
    (5, 7, "2025-03-03 00:00:00"),
]
RERUNS = [
    reruns.production("the exercise's rows", ANSWERS, [], ["2025-03-02", "2025-03-01", "2025-03-02"]),
    reruns.production(
        "rows that production has changed since, and days with the same ids",
        [
            (1, 2, "2025-03-05 08:00:00"),
            (2, 3, "2025-03-01 09:30:00"),
            (9, 0, "2025-03-01 10:00:00"),
            *((n, n % 11, f"2025-03-01 {n % 24:02}:15:00") for n in range(100, 2_700)),
        ],
        [("2025-03-01", 1, 9), ("2025-03-01", 2, 8), ("2025-02-28", 2, 6), ("2025-03-05", 9, 4)],
        ["2025-03-01"],
    ),
]

# --- one-after-the-other


def three_days(name: str, answers: tuple[int, int, int]) -> DagScenario:
    """The DAG's first three days, with so many survey responses: before them, none has run."""
    days = [dt.date(2025, 3, day) for day in (1, 2, 3)]
    counted = [
        (day, id, None if id % 7 == 6 else id % 11)
        for day, many in zip(days, answers, strict=True)
        for id in range(many)
    ]
    tables = [Table("daily_answers", midnights.DAILY, counted), Table("counts", COUNTS), Table("totals", TOTALS)]
    return DagScenario(name, warehouse=tables, dates=tuple(map(str, days)))


TOTAL_DAYS = [
    three_days("the exercise's rows", (3, 4, 2)),
    three_days("days with many responses", (1_200, 1_500, 1_100)),
]


def totals(scenario: DagScenario) -> list[tuple]:
    days = [row.day for row in scenario.rows("daily_answers")]
    return [(day, sum(each <= day for each in days)) for day in sorted(set(days))]


def each_alone(scenario: DagScenario) -> list[tuple]:
    days = [row.day for row in scenario.rows("daily_answers")]
    return [(day, days.count(day)) for day in sorted(set(days))]


# --- the exercises

exercises = [
    DagExercise(
        id="day-that-is-over",
        file="daily_answers.py",
        scenarios=MIDNIGHTS,
        rules=[
            Scans(),
            midnights.AfterMidnight("daily_answers", tuple(midnights.DAILY), midnights.copied, midnights.MISTAKES),
        ],
        hints=(
            "The SQL asks for the day `ds`. Which day is that for the run that fires at a midnight? Look at"
            " runs.planned in the walk-through, under 'A DAG from Airflow 2'.",
            'With a cron text such as "@daily" a run has no interval. There is a timetable whose runs have one,'
            " and"
            " `ds` is its first day: look in airflow.timetables.interval.",
            'Write schedule=CronDataIntervalTimetable("@daily", timezone="UTC"), imported from'
            " airflow.timetables.interval. The SQL doesn't change.",
        ),
    ),
    PredictExercise(
        id="range-ends",
        experiment=ranges.experiment,
        truth=ranges.truth,
        evidence=ranges.evidence,
        hints=(
            "Look at the dry runs in the walk-through: which days did they list? Did they list the last one?",
            "A run is created if its logical date, a midnight, is not before --from-date and not after --to-date."
            " The DAG's start_date doesn't matter. A day that has a run is left out.",
            "--run-backwards reverses the order, not the two dates; a --from-date after --to-date is refused. At"
            " noon on 5 March, the midnight of 5 March is over.",
        ),
    ),
    DagExercise(
        id="safe-to-rerun",
        file="answers_by_day.py",
        scenarios=RERUNS,
        points=2,
        rules=[
            Scans(),
            TableRows(reruns.TABLE, tuple(reruns.DAILY), reruns.loaded, reruns.MISTAKES),
            reruns.Cleared(RERUNS[0], "2025-03-01"),
            FailsWhole(reruns.TABLE, RERUNS[1], most=3),
        ],
        hints=(
            "What does `load` do with the rows that its day already has? And which file does `load` of 1 March"
            " find when `unload` of 3 March was the last to run?",
            "Put the day into the key: {{ ds }}. And let the load replace what it is responsible for, in one"
            " transaction: S3ToRedshiftOperator has a third `method`, besides APPEND and REPLACE.",
            'method="UPSERT" deletes the table\'s rows that have the same upsert_keys as a row of the file, and'
            " inserts the file's rows. Which key makes that replace the whole day and no other?",
        ),
    ),
    DagExercise(
        id="one-after-the-other",
        file="running_total.py",
        scenarios=TOTAL_DAYS,
        points=2,
        rules=[
            Scans(),
            TableRows(
                "totals",
                tuple(TOTALS),
                totals,
                (Mistake("Each total is only its own day's: the day before is not added.", each_alone),),
            ),
            waits.Waits(TOTAL_DAYS[0]),
        ],
        hints=(
            "max_active_runs=1 limits how many runs are active at once, on schedule. Which setting says that a day"
            " needs the day before?",
            "Set depends_on_past=True for each task, in default_args. Then `count` waits for yesterday's `count`."
            " Does it wait for yesterday's `total`?",
            "A task with wait_for_downstream=True also waits for the tasks directly after yesterday's. Both"
            " settings go into default_args={…} of the DAG.",
        ),
    ),
    DagExercise(
        id="repair-the-meter-readings",
        file="meter_readings.py",
        scenarios=meters.SCENARIOS,
        points=2,
        rules=[
            Scans(),
            Tasks("no run waits for another", meters.wait_for_none),
            TableRows(meters.TABLE, tuple(meters.HOURS), meters.summed, meters.MISTAKES, meters.SYMPTOMS),
            FailsWhole(meters.TABLE, meters.SCENARIOS[1], most=3),
        ],
        hints=(
            "Which hour does a run of last week ask for? Which hours does the reading of 10:00:00 sharp belong to?"
            " What is left after a second run? And what does the sum hold if an hour before was not run?",
            "A run knows its interval: data_interval_start and data_interval_end. It should replace its hour. And"
            " readings has all that an hour needs, also the counter before it.",
            "DELETE the hour, then INSERT it, as two statements of one task. Read at < END, GROUP BY meter:"
            " max(kwh) is the last counter, max(CASE WHEN at < START THEN kwh END) the one before, and HAVING"
            " max(at) >= START leaves out the meters that were not read.",
        ),
    ),
]
