"""Checks of DAG files, and the magics: what the lessons' answers and notebooks do not show."""

from workbook import checking
from workbook.checking.rules.dag import FailsWhole, Scans
from workbook.checking.rules.idempotent import Idempotent
from workbook.databases.fixtures import Table
from workbook.exercises.fixtures import DagScenario
from workbook.exercises.kinds import DagExercise

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


def said(rule, body, context):
    exercise = DagExercise("job", "job.py", [DAYS], [Scans(), rule], ("", "", ""))
    return str(checking.check(exercise, HEAD.replace("BODY", body), context))


def test_a_statement_of_the_warehouse_is_refused_in_turn(home, context):
    rule = FailsWhole("t", DAYS, most=3)
    assert "✓ faults" in said(rule, WHOLE, context)
    swallowed = f"try: {WHOLE}\n        except Exception as error: print(error)"
    assert "the failure goes unnoticed" in said(rule, swallowed, context)
    apart = f'[RedshiftSQLHook("warehouse").run(each) for each in ("DELETE FROM t", {INSERT})]'
    full = DagScenario("rows", [Table("t", {"day": "DATE"}, [("2025-03-01",)])], dates=("2025-03-01",))
    exercise = DagExercise("job", "job.py", [full], [FailsWhole("t", full, most=4)], ("", "", ""))
    assert "t held 1 row before, and 0 rows after" in str(
        checking.check(exercise, HEAD.replace("BODY", apart), context)
    )


def test_days_are_run_again(home, context):
    append = f'RedshiftSQLHook("warehouse").run({INSERT})'
    assert "the second run changes t: 2 rows after the first run, 4 after the second" in said(
        Idempotent("t"), append, context
    )


def test_a_single_task_that_fails_is_heard_although_airflow_ends_with_0(home, context):
    said(Idempotent("t"), "if ds == '2025-03-02': raise ValueError('not this day')", context)
    assert context.dag_runner().tasks("job", ["load"], "2025-03-01") is None
    assert (
        str(context.dag_runner().tasks("job", ["load"], "2025-03-02"))
        == "task load fails: ValueError: not this day"
    )


def test_what_fails_is_named(home, context):
    assert "the run of 2025-03-01 fails: task load, with ValueError: no rows" in said(
        Idempotent("t"), "raise ValueError('no rows')", context
    )
    assert "ModuleNotFoundError: No module named 'nosuch'" in str(
        checking.check(
            DagExercise("job", "job.py", [DAYS], [Scans()], ("", "", "")), "import nosuch  # airflow, dag", context
        )
    )


def test_of_a_solved_cell_with_given_code_the_repaired_code_is_judged(home, context):
    given = "raise RuntimeError('the given code')\n\n\n### BEGIN SOLUTION\n# Repaired:\n"
    exercise = DagExercise("job", "job.py", [DAYS], [Scans()], ("", "", ""))
    assert checking.check(exercise, given + HEAD.replace("BODY", WHOLE) + "### END SOLUTION\n", context).passed
