"""Checks of DAG files, and the magics: what the lessons' answers and notebooks do not show."""

from workbook.airflow.exercise import DagExercise
from workbook.airflow.rules import FailsWhole, Scans
from workbook.airflow.runner import DagScenario, runner
from workbook.fixtures import Table
from workbook.rules.again import Same

HEAD = """
import datetime as dt
from airflow.providers.amazon.aws.hooks.redshift_sql import RedshiftSQLHook
from airflow.sdk import dag, task
from airflow.timetables.interval import CronDataIntervalTimetable
DAILY = CronDataIntervalTimetable("@daily", timezone="UTC")
@dag(schedule=DAILY, start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC), catchup=False)
def job():
    @task
    def load(ds: str):
        BODY
    load()
job()
"""
DELETE, INSERT = "f\"DELETE FROM t WHERE day = '{ds}'\"", "f\"INSERT INTO t VALUES ('{ds}')\""
WHOLE = f'RedshiftSQLHook("warehouse").run([{DELETE}, {INSERT}])'
DAYS = DagScenario("two days", [Table("t", {"day": "DATE"})], dates=("2025-03-01", "2025-03-02"))


def said(rule, body):
    exercise = DagExercise("job", "job.py", [DAYS], [Scans(), rule], ("", "", ""))
    return str(exercise.check(HEAD.replace("BODY", body)))


def test_a_statement_of_the_warehouse_is_refused_in_turn(home):
    rule = FailsWhole("t", DAYS, most=3)
    assert "✓ faults" in said(rule, WHOLE)
    swallowed = f"try: {WHOLE}\n        except Exception as error: print(error)"
    assert "the failure is not heard" in said(rule, swallowed)
    apart = f'[RedshiftSQLHook("warehouse").run(each) for each in ("DELETE FROM t", {INSERT})]'
    full = DagScenario("rows", [Table("t", {"day": "DATE"}, [("2025-03-01",)])], dates=("2025-03-01",))
    exercise = DagExercise("job", "job.py", [full], [FailsWhole("t", full, most=4)], ("", "", ""))
    assert "t held 1 row before, and 0 rows after" in str(exercise.check(HEAD.replace("BODY", apart)))


def test_days_are_run_again(home):
    append = f'RedshiftSQLHook("warehouse").run({INSERT})'
    assert "the second run changes t: 2 rows after the first run, 4 after the second" in said(Same("t"), append)


def test_a_single_task_that_fails_is_heard_although_airflow_ends_with_0(home):
    said(Same("t"), "if ds == '2025-03-02': raise ValueError('not this day')")
    assert runner().tasks("job", ["load"], "2025-03-01") is None
    assert str(runner().tasks("job", ["load"], "2025-03-02")) == "task load fails: ValueError: not this day"


def test_what_fails_is_named(home):
    assert "the run of 2025-03-01 fails: task load, with ValueError: no rows" in said(
        Same("t"), "raise ValueError('no rows')"
    )
    assert "ModuleNotFoundError: No module named 'nosuch'" in str(
        DagExercise("job", "job.py", [DAYS], [Scans()], ("", "", "")).check("import nosuch  # airflow, dag")
    )
