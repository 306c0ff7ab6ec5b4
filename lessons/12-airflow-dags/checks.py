"""Lesson 12: a DAG is a Python file. What answers must show."""

import datetime as dt

from workbook.airflow.exercise import DagExercise
from workbook.airflow.rules import Scans, Stores
from workbook.airflow.runner import DagScenario
from workbook.fixtures import Fixture, Table
from workbook.rules.rows import Mistake
from workbook.rules.state import Holds

# --- tables

NPS = {"id": "INT NOT NULL PRIMARY KEY", "created_at": "TIMESTAMP", "score": "SMALLINT"}
REPORT = {"day": "DATE NOT NULL", "answers": "INT NOT NULL"}


def march(day: int, hour: int = 12) -> dt.datetime:
    return dt.datetime(2025, 3, day, hour)


def answers(*times: dt.datetime) -> Table:
    return Table("nps", NPS, [(n, at, n % 11) for n, at in enumerate(times, 1)])


WEEK = answers(*(march(day, hour) for day in range(1, 8) for hour in range(day)))

notebook = Fixture("the lesson's tables", warehouse=[WEEK, Table("report", REPORT)])

# --- clean-import


def counted(scenario: DagScenario) -> list[tuple]:
    """The days that were there and were not run, and the days that were."""
    dates = [dt.date.fromisoformat(date) for date in scenario.dates]
    kept = [tuple(row) for row in scenario.rows("report") if row.day not in dates]
    times = [row.created_at.date() for row in scenario.rows("nps")]
    return [*kept, *((date, times.count(date)) for date in dates)]


def appended(scenario: DagScenario) -> list[tuple]:
    had = [tuple(row) for row in scenario.rows("report")]
    return had + [row for row in counted(scenario) if str(row[0]) in scenario.dates]


def files(scenario: DagScenario) -> dict[str, bytes]:
    return {
        f"reports/{day}.csv": f"{day},{n}\n".encode() for day, n in counted(scenario) if str(day) in scenario.dates
    }


REPORTS = [
    DagScenario(
        "the exercise's rows",
        warehouse=[WEEK, Table("report", REPORT, [(march(1).date(), 1), (march(3).date(), 9)])],
        dates=("2025-03-03", "2025-03-04"),
    ),
    DagScenario(
        "a day without answers, and the last hour of a day",
        warehouse=[answers(march(2, 0), march(3, 0), march(4, 23)), Table("report", REPORT)],
        dates=("2025-03-01", "2025-03-04"),
    ),
]

exercises = [
    DagExercise(
        id="clean-import",
        file="answers_report.py",
        scenarios=REPORTS,
        rules=[
            Scans(),
            Holds("report", ("day", "answers"), counted, mistakes=(Mistake("you append.", appended),)),
            Stores("reports/", files),
        ],
        hints=(
            "What stands at the left edge of the file is done at each scan. Go through those lines one by one.",
            "Connections and Variables are looked up inside of the task, where a run needs them.",
            "Give report() its own hook and its own bucket's name, and delete the sleep and the last line.",
        ),
    ),
]
