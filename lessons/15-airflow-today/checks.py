"""Lesson 15: Airflow today. What answers must show."""

import datetime as dt

from workbook.checking.rules.dag import Daily, Scans
from workbook.datasets import nps_and_weather
from workbook.exercises import DagExercise, DagTestExercise, Fixture, Table, load_module

arrivals = load_module("15-airflow-today", "arrivals")
tested = load_module("15-airflow-today", "tested")
waits = load_module("15-airflow-today", "waits")

dags = ("nps_full_refresh", "nps_incremental")
NOON = dt.datetime(2025, 3, 1, 12)
ANSWERS = [(n, NOON, n % 11, NOON + dt.timedelta(days=n % 7), False) for n in range(1, 301)]
CHANGES = {name: kind.replace(" PRIMARY KEY", "") for name, kind in nps_and_weather.NPS_WAREHOUSE.items()}

notebook = Fixture(
    "the lesson's tables",
    source=[Table("nps", nps_and_weather.NPS_SOURCE, ANSWERS)],
    warehouse=[
        Table("nps", nps_and_weather.NPS_WAREHOUSE),
        Table("nps_changes", CHANGES),
        Table("report", {"day": "DATE NOT NULL", "answers": "INT NOT NULL"}),
        Table("files", {"name": "TEXT NOT NULL"}),
        Table("said", {"day": "DATE NOT NULL", "words": "TEXT NOT NULL"}),
    ],
)

exercises = [
    DagExercise(
        id="when-it-arrives",
        file="revenue.py",
        scenarios=[arrivals.scenario()],
        rules=[Scans(), arrivals.Arrives()],
        points=2,
        dags=("load_orders", "load_refunds", "revenue"),
        hints=(
            "A task says with `outlets` what it makes, and a DAG says with `schedule` what it waits for. Look"
            " under 'The report runs because the table has arrived' in the walk-through.",
            "Which of the two tasks of a load completes the table? Its outlet is the asset. The schedule of"
            " `revenue` is a list of both assets.",
            "A run that assets start has no `ds`. Let the SQL of `revenue` compute all days, in one transaction:"
            " DELETE FROM daily_revenue, then INSERT … SELECT … GROUP BY day.",
        ),
    ),
    DagExercise(
        id="give-the-slot-back",
        file="deliveries.py",
        scenarios=[
            waits.scenario("nothing delivered yet", {}),
            waits.scenario("a delivery that is there before the run begins", {**waits.PARTS, waits.MARKER: b""}),
        ],
        rules=[Scans(), Daily(dt.date.fromisoformat(waits.DAY)), waits.GivesBack()],
        hints=(
            "As long as a task's function has not returned, its process lives, and with it the slot. Which class"
            " of operators waits, and can end its process in between?",
            "S3KeySensor waits for one key. By default it sleeps in its process, as this loop does: look at its"
            " arguments `mode` and `deferrable`.",
            'Replace wait() by S3KeySensor(task_id="wait", bucket_name=…, bucket_key=…, aws_conn_id="store",'
            " deferrable=True), with the key of the marker, and keep it before the load.",
        ),
    ),
    DagTestExercise(
        id="test-a-dag",
        file="daily_orders.py",
        tests="test_daily_orders.py",
        scenarios=[tested.TABLES],
        rules=(),
        points=2,
        right=tested.RIGHT,
        broken=tested.BROKEN,
        hints=(
            "Go through the six sentences of what the DAG does. Each of them is a test: rows that you insert, a"
            " run, and the rows that you expect.",
            "Rows that tell the difference: an order at 00:00 of the next day, a cancelled order, a row of another"
            " day in daily_orders. And run one day twice.",
            "Take daily_orders away (DROP TABLE), run a day, and expect the state `failed`. The fixture makes the"
            " tables anew for the next test.",
        ),
    ),
]
