"""Lesson 17: when a table outgrows one machine. What answers must show."""

import datetime as dt

from workbook import paths
from workbook.checking.rules.dag import Daily, Scans
from workbook.checking.rules.spark import FrameRows, NothingLeft, StaysInSpark, StaysSpread
from workbook.datasets import nps_and_weather
from workbook.exercises import DagExercise, Fixture, SparkExercise, Table, load_module

changes = load_module("17-on-spark", "changes")
days = load_module("17-on-spark", "days")
handed = load_module("17-on-spark", "handed")
merges = load_module("17-on-spark", "merges")

notebook = Fixture(
    "the lesson's tables",
    warehouse=[
        Table(
            "nps",
            {"id": "INT NOT NULL PRIMARY KEY", "created_at": "TIMESTAMP", "score": "SMALLINT"},
            lambda: nps_and_weather.nps_csv(paths.home()),
        ),
    ],
)

exercises = [
    SparkExercise(
        id="latest-on-spark",
        function="latest",
        arguments=("df",),
        scenarios=changes.SCENARIOS,
        rules=[FrameRows(changes.COLUMNS, changes.right, changes.MISTAKES), StaysInSpark(), StaysSpread()],
        hints=(
            "Which row does the warehouse's query keep where `modified` is NULL? Compare with what Spark does"
            " under"
            " desc().",
            "A window partitioned by `id`, ordered by two columns; row_number() over it, and the rows with 1.",
            'Window.partitionBy("id").orderBy(F.col("modified").desc_nulls_first(), F.col("seq").desc()), then'
            ' df.withColumn("n", F.row_number().over(…)).where("n = 1").drop("n").',
        ),
    ),
    SparkExercise(
        id="write-a-day",
        function="write_day",
        arguments=("df", "path", "run_date"),
        scenarios=days.SCENARIOS,
        points=2,
        rules=[
            FrameRows(days.COLUMNS, days.right, days.MISTAKES, what="the table"),
            StaysInSpark(),
            NothingLeft(),
        ],
        hints=(
            "When are the old files deleted: before the new ones are written, or after? And what is written"
            " for a day"
            " without rows?",
            "Write the rows of run_date to a folder beside the table first. If that succeeds, put it in the"
            " place of"
            ' path + "/day=2025-06-01".',
            "A folder whose name begins with _ or . is passed over by readers of the table. df.where(…).drop("
            '"day").write.mode("overwrite").parquet(staging), then shutil.rmtree the old folder, and'
            " Path(staging).rename the new one.",
        ),
    ),
    SparkExercise(
        id="merge-on-spark",
        function="apply_changes",
        arguments=("nps", "stage"),
        scenarios=merges.SCENARIOS,
        points=2,
        rules=[FrameRows(merges.COLUMNS, merges.right, merges.MISTAKES), StaysInSpark(), StaysSpread()],
        hints=(
            "Lesson 08: put both tables one below the other, and keep the newest row of each id. What decides"
            " between"
            " two rows of the same time?",
            "unionByName finds the columns by their names. A column that says which side a row is from, as"
            " F.lit(1) on"
            " the staging table's, can be the second column of the order.",
            'both = nps.withColumn("side", F.lit(0)).unionByName(stage.withColumn("side", F.lit(1))); then'
            " row_number()"
            ' over Window.partitionBy("id").orderBy(F.desc("modified"), F.desc("side")).',
        ),
    ),
    DagExercise(
        id="hand-over",
        file="daily_scores.py",
        scenarios=[handed.HOURS, handed.FAILS, handed.TWICE],
        points=2,
        rules=[Scans(), Daily(dt.date.fromisoformat(handed.DAY)), handed.HandsOver()],
        hints=(
            "Which operator posts a batch to Livy? What does it do, by default, after that: does it wait?",
            "LivyOperator has `polling_interval`, the seconds between two looks, and does not look at all by"
            " default. It has `deferrable`. Which argument keeps two applications of one day apart?",
            "A LivyOperator in the place of count(): its file, a list with {{ ds }} as its args, a name with"
            " {{ ds }} in it, a polling_interval of a minute, and deferrable. `load` stays as it is.",
        ),
    ),
]
