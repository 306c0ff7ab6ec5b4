"""Lesson 12: a DAG is a Python file. What answers must show."""

import datetime as dt

from workbook.checking.rules.dag import Daily, FailsWhole, Scans, Stores, Tasks
from workbook.checking.rules.result_rows import Mistake
from workbook.checking.rules.table_rows import TableRows
from workbook.exercises import DagExercise, DagScenario, Fixture, PredictExercise, Table, load_module

steps = load_module("12-airflow-dags", "steps")
old_settings = load_module("12-airflow-dags", "old_settings")
hidden = load_module("12-airflow-dags", "hidden")
parcels = load_module("12-airflow-dags", "parcels")

# --- tables

NPS = {"id": "INT NOT NULL PRIMARY KEY", "created_at": "TIMESTAMP", "score": "SMALLINT"}
REPORT = {"day": "DATE NOT NULL", "answers": "INT NOT NULL"}
MORNINGS = {"what": "TEXT NOT NULL", "day": "DATE NOT NULL", "value": "NUMERIC"}


def march(day: int, hour: int = 12) -> dt.datetime:
    return dt.datetime(2025, 3, day, hour)


def answers(*times: dt.datetime) -> Table:
    return Table("nps", NPS, [(n, at, n % 11) for n, at in enumerate(times, 1)])


WEEK = answers(*(march(day, hour) for day in range(1, 8) for hour in range(day)))
MANY = [march(4, n % 24) for n in range(2_600)]

notebook = Fixture(
    "the lesson's tables",
    warehouse=[WEEK, Table("report", REPORT), Table("scans", {"at": "TIMESTAMP DEFAULT clock_timestamp()"})],
    source=[WEEK],
)

# --- clean-import and split-the-task


def answers_of(scenario: DagScenario) -> list:
    """The survey responses, wherever the scenario has them."""
    return scenario.rows("nps", "source" if scenario.source else "warehouse")


def counted(scenario: DagScenario) -> list[tuple]:
    """The report: days that were there and were not run, and the days that were run."""
    dates = [dt.date.fromisoformat(date) for date in scenario.dates]
    kept = [tuple(row) for row in scenario.rows("report") if row.day not in dates]
    times = [row.created_at.date() for row in answers_of(scenario)]
    return [*kept, *((date, times.count(date)) for date in dates)]


def appended(scenario: DagScenario) -> list[tuple]:
    had = [tuple(row) for row in scenario.rows("report")]
    return had + [row for row in counted(scenario) if str(row[0]) in scenario.dates]


def files(scenario: DagScenario) -> dict[str, bytes]:
    return {
        f"reports/{day}.csv": f"{day},{n}\n".encode() for day, n in counted(scenario) if str(day) in scenario.dates
    }


def of_the_dates(scenario: DagScenario) -> list[tuple]:
    """What nps holds after some days were loaded: the rows of these days, and its old rows of others."""
    dates = [dt.date.fromisoformat(date) for date in scenario.dates]
    kept = [tuple(row) for row in scenario.rows("nps") if row.created_at.date() not in dates]
    return kept + [tuple(row) for row in scenario.rows("nps", "source") if row.created_at.date() in dates]


APPENDED = Mistake("You append: a day that is run again is there twice.", appended)
NOTHING = Mistake(
    "Nothing was loaded: nps is as it was. Does a task have the same name as the function that it calls? Then it"
    " calls itself, and that does no work.",
    lambda scenario: scenario.rows("nps"),
)

REPORTS = [
    DagScenario(
        "the exercise's rows",
        warehouse=[WEEK, Table("report", REPORT, [(march(1).date(), 1), (march(3).date(), 9)])],
        dates=("2025-03-03", "2025-03-04"),
    ),
    DagScenario(
        "a day without answers, and the last hour of a day",
        warehouse=[answers(march(2, 0), march(3, 0), march(4, 23), *MANY), Table("report", REPORT)],
        dates=("2025-03-01", "2025-03-04"),
        objects={"reports/2025-03-04.csv": b"2025-03-04,7\n"},  # of an earlier run
    ),
]

LOADS = [
    DagScenario(
        "the exercise's rows",
        warehouse=[Table("nps", NPS, [(1, march(1, 0), 7), (4, march(3, 5), 0)]), Table("report", REPORT)],
        source=[WEEK],
        dates=("2025-03-03",),
    ),
    DagScenario(
        "two days, one of them loaded before",
        warehouse=[
            Table("nps", NPS, [(-1, march(4, 23), 5), (-2, march(7, 0), 6)]),  # next to the days that are run
            Table("report", REPORT, [(march(5).date(), 99), (march(1).date(), 1)]),
        ],
        source=[answers(march(5, 0), march(5, 23), march(6, 0), *(at + dt.timedelta(1) for at in MANY))],
        dates=("2025-03-05", "2025-03-06"),
        objects={"answers/2025-03-05.csv": b"1,2025-03-05 00:00:00,0\n"},
    ),
]

# --- read-the-error


def mornings(scenario: DagScenario) -> list[tuple]:
    """What the DAG of the scenario writes for its day, beside what was there."""
    (date,) = scenario.dates
    day = dt.date.fromisoformat(date)
    scores = [row.score for row in scenario.rows("nps") if row.created_at.date() == day]
    value = {"count_answers": len(scores), "average_score": sum(scores) / len(scores), "worst_score": min(scores)}
    kept = [tuple(row) for row in scenario.rows("mornings")]
    return [*kept, (scenario.dag.partition("_")[0], day, round(value[scenario.dag], 2))]


# Four quiet days, then three busy ones, whose worst score is the last to come.
BUSY = Table(
    "nps",
    NPS,
    [
        *answers(*(march(day, hour) for day in range(1, 5) for hour in range(day))).rows,
        *((day * 10_000 + n, march(day, n // 60), n % 9 + 1) for day in (5, 6, 7) for n in range(1_300)),
        *((day * 10_000 + 1_300, march(day, 23), 0) for day in (5, 6, 7)),
    ],
)


def morning(dag: str, day: int) -> DagScenario:
    kept = [("count", march(1).date(), 1), ("average", march(1).date(), 1), ("worst", march(1).date(), 1)]
    return DagScenario(
        f"the DAG {dag} and {day} March",
        warehouse=[BUSY, Table("mornings", MORNINGS, kept)],
        dates=(f"2025-03-0{day}",),
        dag=dag,
    )


ANY_DAY = dt.date(2025, 5, 1)
MORNINGS_DAGS = ("count_answers", "average_score", "worst_score")

exercises = [
    DagExercise(
        id="clean-import",
        file="answers_report.py",
        scenarios=REPORTS,
        rules=[
            Scans(),
            Daily(ANY_DAY),
            TableRows("report", ("day", "answers"), counted, mistakes=(APPENDED,)),
            Stores("reports/", files),
        ],
        hints=(
            "Each line that starts at the left edge of the file runs at each scan. Go through these lines one by"
            " one.",
            "Look up Connections and Variables inside the task, where a run needs them.",
            "Move the two lines of `warehouse` and `bucket` into report(), and delete the import of time, the"
            " sleep and the last line.",
        ),
    ),
    DagExercise(
        id="split-the-task",
        file="daily_answers.py",
        scenarios=LOADS,
        rules=[
            Scans(),
            Daily(ANY_DAY),
            Tasks("three or four tasks, one after the other", steps.wrong),
            TableRows("nps", ("id", "created_at", "score"), of_the_dates, mistakes=(NOTHING,)),
            TableRows("report", ("day", "answers"), counted, mistakes=(APPENDED,)),
            steps.StaysDone(LOADS[0], "answers/2025-03-03.csv"),
        ],
        hints=(
            "A rerun starts at the task that failed. What should be done by then?",
            "One task reads production and writes the file, one loads the file, one counts.",
            "Write three functions with @task in the DAG, each with `ds: str`, which call unload, load and"
            " count. Give them other names than these: to_bucket() >> to_warehouse() >> to_report().",
        ),
    ),
    DagExercise(
        id="read-the-error",
        file="mornings.py",
        scenarios=[
            morning(dag, day) for day, dag in zip((4, 5, 7, 6), (*MORNINGS_DAGS, MORNINGS_DAGS[0]), strict=True)
        ],
        rules=[Scans(), TableRows("mornings", ("what", "day", "value"), mornings)],
        hints=(
            "Run the cell: the import error names the line. Fix it, and you can run the DAGs.",
            "%airflow dags test average_score 2025-03-05 shows the log, with the error near its end.",
            "You need a fixed start_date, {{ ds }} where a name is undefined, and the conn_id that the first DAG"
            " uses.",
        ),
        dags=MORNINGS_DAGS,
    ),
    DagExercise(
        id="repair-the-parcel-report",
        file="parcel_report.py",
        scenarios=parcels.SCENARIOS,
        points=2,
        rules=[
            Scans(),
            Daily(ANY_DAY),
            parcels.CountsLast(),
            TableRows(
                "parcels", tuple(parcels.PARCELS), parcels.loaded, (parcels.APPENDED,), parcels.LOADED_SYMPTOMS
            ),
            TableRows(
                "depot_days",
                tuple(parcels.REPORT),
                parcels.reported,
                (parcels.LOST, parcels.ZEROS, parcels.ONES),
                parcels.REPORTED_SYMPTOMS,
            ),
            parcels.KeepsSecrets(),
            FailsWhole("parcels", parcels.SCENARIOS[1], most=5),
        ],
        hints=(
            "Four questions: what does a scan of the file do? What does copy_of return, and where is that kept?"
            " What is left if load runs twice? Who commits what count has done?",
            "A task can build the COPY and send it, so that nobody else sees it. It can also delete the day's rows"
            " in the same hook.run([…, …]), which is one transaction. And one statement can count for all depots.",
            "load(ds): run([DELETE of the day, COPY … IAM_ROLE default CSV]). count(ds): run([DELETE of the day,"
            " INSERT … SELECT …, count(parcels.parcel) FROM depots LEFT JOIN parcels ON … AND the day … GROUP BY"
            " …]). Then load() >> count().",
        ),
    ),
    PredictExercise(
        id="settings-today",
        experiment=old_settings.experiment,
        truth=old_settings.truth,
        evidence=old_settings.evidence,
        hints=(
            "config lint reads old settings and says where each has moved.",
            "You can set one in front of the command: %airflow AIRFLOW__SECTION__NAME=1 config lint",
            "An old command tells you what to use instead: try %airflow webserver.",
        ),
    ),
    PredictExercise(
        id="what-is-hidden",
        experiment=hidden.experiment,
        truth=hidden.truth,
        evidence=hidden.evidence,
        hints=(
            "Encrypted is about the database, masked is about what is shown. They are two different things.",
            "In the database each Variable is encrypted. A mask goes by a name, or looks for a known value.",
            "The command line and the environment hide nothing. A mask only finds the value when it is whole.",
        ),
    ),
]
