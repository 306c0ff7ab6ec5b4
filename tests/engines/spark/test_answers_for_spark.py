"""Answers for Spark: what a call can't leave to the next one, what ends one, what the warehouse gives for it."""

from contextlib import closing

import pytest

from workbook import checking
from workbook.checking.compare import compare
from workbook.databases import provisioned
from workbook.databases.fixtures import Fixture, Table
from workbook.databases.sql_session import Session
from workbook.engines.spark import process
from workbook.exercises import load_module, registry
from workbook.exercises.fixtures import as_texts

LESSON = "17-on-spark"
changes = load_module(LESSON, "changes")
merges = load_module(LESSON, "merges")
RIGHT = """
from pyspark.sql import Window
from pyspark.sql import functions as F


def latest(df):
    newest = Window.partitionBy("id").orderBy(F.col("modified").desc_nulls_first(), F.col("seq").desc())
    return df.withColumn("n", F.row_number().over(newest)).where("n = 1").drop("n")
"""


def check(source, context, name="latest-on-spark"):
    return checking.check(registry.load(LESSON).exercises[name], source, context)


def in_postgresql(columns):
    kinds = {"timestamp": "timestamp", "string": "text"}
    return {name: kinds.get(kind, kind) for name, kind in columns.items()}


@pytest.fixture(scope="module")
def warehouse(home):
    with closing(provisioned.claim("spark")) as databases:
        yield databases


def rows_of(databases, tables, query):
    databases.load(Fixture("as in Spark", warehouse=tables))
    with closing(Session("warehouse", databases.warehouse())) as session:
        [found] = session.run(query)
        return [tuple(row) for row in found.rows]


@pytest.mark.parametrize("scenario", changes.SCENARIOS, ids=lambda each: each.name)
def test_the_right_rows_are_what_the_warehouse_gives(warehouse, scenario):
    table = Table("changes", in_postgresql(changes.COLUMNS), scenario.frame().rows)
    found = rows_of(warehouse, [table], changes.IN_THE_WAREHOUSE)
    assert not compare(tuple(changes.COLUMNS), changes.right(scenario, 0), found)
    assert len(found) > 2 or not scenario.frame().rows


MERGE = """
SELECT DISTINCT ON (id) id, created_at, score, modified, deleted
FROM (SELECT id, created_at, score, modified, deleted, 0 AS side FROM nps
      UNION ALL SELECT id, created_at, score, modified, deleted, 1 FROM stage) AS both_sides
ORDER BY id, modified DESC, side DESC
"""


@pytest.mark.parametrize("scenario", merges.SCENARIOS, ids=lambda each: each.name)
def test_the_right_merge_is_what_the_warehouse_gives(warehouse, scenario):
    nps, stage = scenario.calls[0].arguments
    tables = [
        Table("nps", in_postgresql(merges.COLUMNS), nps.rows),
        Table("stage", in_postgresql(stage.columns), stage.rows),
    ]
    found = rows_of(warehouse, tables, MERGE)
    assert len(found) >= 3
    assert not compare(tuple(merges.COLUMNS), merges.right(scenario, 0), found)


LEAVES = """
import os
from pyspark.sql import functions as F


def latest(df):
    spark = df.sparkSession
    spark.conf.set("spark.sql.session.timeZone", "Asia/Seoul")
    spark.conf.set("spark.sql.ansi.enabled", "false")
    df.createOrReplaceTempView("changes")
    df.cache().count()
    os.chdir("/")
    return df
"""
LOOKS = """
def latest(df):
    spark = df.sparkSession
    left = [spark.conf.get(f"spark.sql.{name}") for name in ("session.timeZone", "ansi.enabled")]
    left += [table.name for table in spark.catalog.listTables()]
    raise ValueError(f"{left} {spark.sparkContext._jsc.getPersistentRDDs().size()}")
"""


def test_a_call_leaves_nothing_to_the_next(home, context):
    assert "Every row is still there" in str(check(LEAVES, context))
    assert "ValueError: ['UTC', 'true'] 0" in str(check(LOOKS, context))
    assert check(RIGHT, context).passed


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def latest(df):\n    df.sparkSession.stop()\n    return df\n", "✗ answer: it stops Spark"),
        ("def latest(df):\n    import os\n    print('here')\n    raise KeyError('x')\n", "it printed:"),
        ("def latest(df, more):\n    return df\n", "✗ answer: it should take (df): missing a required argument"),
        ("def latest(df):\n    return df.columns\n", "✗ answer: it returns a list, not a DataFrame."),
        ("import pandas\ndef latest(df):\n    return df\n", "ModuleNotFoundError: No module named 'pandas'"),
        ("def latest(df):\n    return df.select('id')\n", "missing: modified, seq, amount, note"),
        ("latest = 3", "✗ answer: latest is a int, not a function."),
    ],
)
def test_what_is_wrong_is_told(home, context, source, words):
    verdict = check(source, context)
    assert not verdict.passed
    assert words in str(verdict), verdict


ONLY_HIDDEN = "def write_day(df, path, run_date):\n    df.write.mode('overwrite').parquet(path + '/_new')\n"
TWO_LAYOUTS = (
    "def write_day(df, path, run_date):\n"
    "    df.write.mode('append').parquet(path + '/day=2025-06-01')\n"
    "    df.write.mode('append').parquet(path + '/other/day=2025-06-01')\n"
)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (ONLY_HIDDEN, "✗ rows: the table is not as it should be after the run for 1 June: 4 rows missing."),
        (TWO_LAYOUTS, "✗ answer: a reader can't read the table afterwards (after the run for 1 June): "),
    ],
)
def test_a_table_that_no_reader_can_read_is_the_answers_fault(home, context, source, words):
    verdict = check(source, context, "write-a-day")
    assert not verdict.passed
    assert words in str(verdict), verdict


def test_an_answer_that_never_ends_is_ended_and_the_next_is_checked(home, context, monkeypatch):
    monkeypatch.setattr(process, "PROCESSOR_SECONDS", 3.0)
    verdict = check("def latest(df):\n    while True:\n        pass\n", context)
    assert "✗ answer: Spark used 3 s of processor time, and was ended." in str(verdict)
    monkeypatch.undo()
    assert check(RIGHT, context).passed


def test_values_are_written_as_spark_writes_them():
    frame = changes.SCENARIOS[3].frame()
    assert as_texts(frame.rows[0]) == (
        "9007199254740992",
        "2025-06-01 12:01:00",
        "1",
        "1234567890123456.7891",
        "even",
    )
    later = changes.SCENARIOS[2].frame().rows[-1]
    assert as_texts(later)[1] == "2025-06-01 12:01:00.000001"
    assert as_texts((None, True, False)) == (None, "true", "false")
