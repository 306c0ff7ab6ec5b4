"""What lesson 14 says of backfills, and what its checks rest on, on a real Airflow."""

import re

import pytest

from workbook.databases import owned
from workbook.engines.airflow import metadata
from workbook.engines.airflow.process import Process
from workbook.engines.airflow.settings import Instance
from workbook.exercises.registry import load_module

ranges = load_module("14-airflow-backfill", "ranges")
DAGS = """
import datetime as dt
from airflow.sdk import DAG, task
from airflow.timetables.interval import CronDataIntervalTimetable

START = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)
DAILY = CronDataIntervalTimetable("@daily", timezone="UTC")


def made(name, schedule, **more):
    with DAG(name, schedule=schedule, start_date=START, **more):

        @task
        def tell(ds=None, data_interval_start=None, data_interval_end=None):
            print(f"TOLD {ds} {data_interval_start:%d-%H} {data_interval_end:%d-%H}")

        tell()


made("answers", DAILY)
made("trigger", "@daily")
made("past", DAILY, default_args={"depends_on_past": True}, max_active_runs=1)
"""


@pytest.fixture(scope="module")
def airflow(home, tmp_path_factory):
    claimed = owned.OwnedDatabases("airflow", "lesson_14")
    folder = tmp_path_factory.mktemp("dags")
    (folder / "dags.py").write_text(DAGS, encoding="utf-8")
    instance = Instance(claimed.name, claimed, folder)
    metadata.forget(instance)
    process = Process(instance)
    assert process.command("dags", "reserialize").code == 0
    yield process
    process.close()
    claimed.close()


def backfill(airflow, words):
    return airflow.command("backfill", "create", "--dag-id", *words.split())


def would_run(airflow, words):
    """The days of a dry run; none where it is refused."""
    said = backfill(airflow, f"{words} --dry-run")
    rows = re.findall(r"^\| (\d{4}-\d\d-\d\d) 00:00:00", said.text, re.MULTILINE)
    return rows if said.code == 0 else []


def test_the_predictions_are_what_airflow_does(airflow):
    truth = ranges.truth(ranges.experiment(None))
    for key, command in ranges.COMMANDS.items():
        if key not in ("again", "february"):
            assert would_run(airflow, f"answers {command}") == truth[key], key
    february = would_run(airflow, f"answers {ranges.COMMANDS['february']}")
    assert (len(february), february[-1]) == (28, truth["february"])
    assert backfill(airflow, f"answers --from-date {ranges.DONE[0]} --to-date {ranges.DONE[1]}").code == 0
    assert would_run(airflow, f"answers {ranges.COMMANDS['again']}") == truth["again"]
    assert "AlreadyRunningBackfill" in backfill(airflow, f"answers {ranges.COMMANDS['three']}").text


def test_what_depends_on_the_past_asks_for_more(airflow):
    days = "past --from-date 2025-03-01 --to-date 2025-03-03"
    assert "You must set reprocess behavior" in backfill(airflow, days).text
    backwards = backfill(airflow, f"{days} --reprocess-behavior failed --run-backwards")
    assert "cannot be run in reverse" in backwards.text
    assert would_run(airflow, f"{days} --reprocess-behavior failed") == ["2025-03-01", "2025-03-02", "2025-03-03"]


@pytest.mark.parametrize(("dag", "interval"), [("answers", "01-00 02-00"), ("trigger", "01-00 01-00")])
def test_a_run_in_process_has_the_interval_of_the_schedule(airflow, dag, interval):
    assert f"TOLD 2025-03-01 {interval}" in airflow.test(dag, "2025-03-01").text


def test_the_scheduler_says_which_day_waits(airflow):
    asked = {"dag": "past", "first": "2025-03-01", "last": "2025-03-02"}
    days = first, _ = "2025-03-01", "2025-03-02"
    in_order = [[what, "tell", day] for day in days for what in ("starts", "success")]
    for backfill in (False, True):
        assert airflow.call("scheduler_trace.trace", backfill=backfill, **asked).value == in_order
        failed = airflow.call("scheduler_trace.trace", backfill=backfill, fails=["tell", first], **asked).value
        assert failed == [["starts", "tell", first], ["failed", "tell", first]]
