"""What goes wrong in a run is said in its task's log, and the table is as before, or complete: never half."""

import json
import shutil
import threading
import time

import psutil
import pytest

from tests.engines.airflow import tables
from workbook.datasets import nps_and_weather
from workbook.engines.airflow import settings
from workbook.engines.airflow.process import Process
from workbook.engines.airflow.settings import Instance

DAY = tables.WEEK[1]
EXTRA = {"client": "mysql-connector-python"}
NOWHERE = json.dumps({"conn_type": "mysql", "host": "127.0.0.1", "port": 1, "login": "x", "extra": EXTRA})
WEATHER = "SELECT * FROM weather_forecast ORDER BY date"
DAILY = "SELECT * FROM daily_nps ORDER BY 1"


def refused(airflow, dag: str, task: str, *words: str, date: str = DAY, **env) -> None:
    """Run a DAG whose `task` fails, with these words in its log, and no task behind it runs."""
    done = airflow.test(dag, date, env)
    assert (done.code, done.tasks[task]) == (1, "failed"), done.text
    for each in words:
        assert each in done.text, done.text
    assert set(done.tasks.values()) <= {"success", "failed", "upstream_failed"}


def complete(airflow, dag: str, date: str = DAY) -> None:
    done = airflow.test(dag, date)
    assert done.code == 0, done.text


@pytest.mark.parametrize(
    ("dag", "task", "table", "held"),
    [
        ("nps_incremental", "load", "nps_changes", "SELECT * FROM nps ORDER BY id"),
        ("nps_incremental", "publish", "nps", "SELECT * FROM nps ORDER BY id"),
        ("nps_full_refresh", "load", "nps", "SELECT * FROM nps ORDER BY id"),
        ("weather_forecast", "load", "weather_forecast", WEATHER),
    ],
)
def test_a_fault_in_a_task_leaves_the_table_and_a_rerun_completes_it(airflow, warehouse, dag, task, table, held):
    date = "2015-03-01" if dag == "weather_forecast" else DAY
    if dag == "weather_forecast":
        complete(airflow, dag, "2015-02-26")
    before = warehouse.rows(held)
    warehouse.breaks(table, "NEW.date = '2015-03-04'" if dag == "weather_forecast" else "NEW.id % 3 = 2")
    refused(airflow, dag, task, "a fault", date=date)
    assert warehouse.rows(held) == before
    warehouse.mend()
    complete(airflow, dag, date)
    after = warehouse.rows(held)
    assert after != before
    complete(airflow, dag, date)
    stamped = -1 if dag == "weather_forecast" else None
    assert [row[:stamped] for row in warehouse.rows(held)] == [row[:stamped] for row in after]


@pytest.mark.parametrize("dag", ["nps_incremental", "nps_full_refresh"])
def test_a_source_that_does_not_answer_is_named(airflow, warehouse, dag):
    refused(airflow, dag, "unload", "127.0.0.1:1", AIRFLOW_CONN_SOURCE=NOWHERE)
    assert warehouse.nps() == sorted(tables.OLD)


def test_a_check_that_is_not_true_keeps_the_old_summary(airflow, warehouse):
    complete(airflow, "summary_tables")
    before = warehouse.rows(DAILY)
    warehouse.rows("INSERT INTO nps SELECT 5000, NULL, 5, now(), false")  # an answer of no day
    refused(airflow, "summary_tables", "daily_nps", "daily_nps keeps its old rows: one_row_a_day")
    assert warehouse.rows(DAILY) == before
    warehouse.rows("DELETE FROM nps WHERE id = 5000")
    complete(airflow, "summary_tables")


def test_a_fault_in_the_swap_keeps_the_old_summary(airflow, warehouse):
    complete(airflow, "summary_tables")
    before = warehouse.rows(DAILY)
    warehouse.breaks("daily_nps")
    refused(airflow, "summary_tables", "daily_nps", "a fault")
    assert warehouse.rows(DAILY) == before
    warehouse.mend()
    complete(airflow, "summary_tables")


@pytest.mark.parametrize(
    ("variable", "dag", "task", "words"),
    [
        ("AIRFLOW_CONN_SOURCE", "nps_incremental", "unload", "The conn_id `source` isn't defined"),
        ("AIRFLOW_CONN_STORE", "nps_incremental", "unload", "store"),
        ("AIRFLOW_CONN_WAREHOUSE", "summary_tables", "daily_nps", "The conn_id `warehouse` isn't defined"),
        ("AIRFLOW_VAR_BUCKET", "nps_incremental", "unload", "bucket"),
    ],
)
def test_a_connection_or_variable_that_is_missing_is_named(airflow, warehouse, variable, dag, task, words):
    refused(airflow, dag, task, words, **{variable: None})
    assert warehouse.nps() == sorted(tables.OLD)


def test_a_bucket_that_is_missing_is_named(airflow, warehouse):
    refused(airflow, "nps_incremental", "unload", "NoSuchBucket", AIRFLOW_VAR_BUCKET="no-such-bucket")
    assert warehouse.nps() == sorted(tables.OLD)


def test_an_empty_day_changes_nothing(airflow, warehouse):
    complete(airflow, "nps_incremental", "2025-06-01")
    assert warehouse.nps() == sorted(tables.OLD)


def test_a_day_with_a_broken_row_says_which_and_loads_nothing(airflow, instance, warehouse):
    broken = [(row[0], row[1], 70000, *row[3:]) if row[0] == 22 else row for row in tables.ANSWERS]
    instance.databases.load(tables.tables(tables.OLD, broken, {**nps_and_weather.NPS_SOURCE, "score": "INT"}))
    day = str(tables.ANSWERS[21][3].date())
    words = ('value "70000" is out of range for type smallint', "column score")
    refused(airflow, "nps_incremental", "load", *words, date=day)
    assert warehouse.nps() == sorted(tables.OLD)
    instance.databases.load_source(tables.tables())
    complete(airflow, "nps_incremental", day)


def test_a_task_that_is_killed_in_mid_copy_leaves_the_old_rows(airflow, warehouse):
    warehouse.breaks("nps", "NEW.id = 100", "PERFORM pg_sleep(60)")
    copying = "FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"

    def kill() -> None:
        give_up = time.monotonic() + 30
        while not warehouse.rows(f"SELECT pid {copying}") and time.monotonic() < give_up:
            time.sleep(0.05)
        psutil.Process(airflow.pid).kill()

    killer = threading.Thread(target=kill)
    killer.start()
    done = airflow.test("nps_full_refresh", DAY)
    killer.join()
    assert done.code == -9
    assert warehouse.rows(f"SELECT pg_terminate_backend(pid, 5000) {copying}") == [(True,)]
    warehouse.mend()
    assert warehouse.nps() == sorted(tables.OLD)
    complete(airflow, "nps_full_refresh")
    assert warehouse.nps() == tables.ANSWERS


@pytest.mark.parametrize("dag", ["nps_incremental", "summary_tables"])
def test_a_day_that_is_run_twice_at_once_is_complete(airflow, instance, warehouse, dag, another):
    """Two Airflows, since one never runs a date twice at once; both meet in the warehouse."""
    complete(airflow, dag)
    want = warehouse.nps(), warehouse.rows(DAILY) if dag == "summary_tables" else None
    instance.databases.load(tables.tables())
    if dag == "summary_tables":
        complete(airflow, dag)
    answers = []
    runs = [threading.Thread(target=lambda each=each: answers.append(each.test(dag, DAY))) for each in another]
    for each in runs:
        each.start()
    for each in runs:
        each.join()
    assert len(answers) == 2 and 0 in [each.code for each in answers], answers
    for each in answers:
        assert each.code == 0 or "duplicate key" in each.text or "deadlock" in each.text, each.text
    assert (warehouse.nps(), warehouse.rows(DAILY) if dag == "summary_tables" else None) == want


@pytest.fixture(scope="module")
def another(airflow, instance):
    second = Process(Instance(f"{instance.name}_2", instance.databases, settings.DAGS))
    yield airflow, second
    second.close()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("after = []", 'after = ["nothing"]'), "daily_nps.toml: after = 'nothing', and there is no nothing.toml"),
        (("after = []", 'after = ["weekly_nps"]'), "these tables wait for each other: daily_nps, weekly_nps"),
        (("after = []", 'after = "nothing"'), "daily_nps.toml: after should be a list"),
        (("owner =", "who ="), "daily_nps.toml: missing ['owner'], unknown ['who']"),
        (("FROM {table}", "FROM nps"), "let each read {table}, the new rows"),
        (("[checks]", "[checks"), "daily_nps.toml is not TOML"),
        (("owner = ", 'owner = __import__("os").system("touch was-here") #'), "daily_nps.toml is not TOML"),
    ],
)
def test_a_configuration_with_a_mistake_fails_its_own_task(airflow, warehouse, tmp_path, change, words):
    shutil.copytree(settings.DAGS / "summary_tables", tmp_path / "summary_tables")
    shutil.copy(settings.DAGS / "summary_tables.py", tmp_path)
    file = tmp_path / "summary_tables" / "daily_nps.toml"
    file.write_text(file.read_text("utf-8").replace(*change), "utf-8")
    done = airflow.test("summary_tables", DAY, {"AIRFLOW__CORE__DAGS_FOLDER": str(tmp_path)})
    assert done.code == 1
    assert words in done.text
    assert done.tasks["daily_nps"] == "failed"
    assert done.tasks.pop("weekly_nps") in ("failed", "upstream_failed")
    assert set(done.tasks.values()) == {"failed", "success"}
    assert not list(tmp_path.rglob("was-here"))
