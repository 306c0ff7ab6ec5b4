"""Each DAG, run by `dag.test()`, leaves what the notebooks' own pipelines leave."""

import datetime as dt
import tomllib

import pytest

from tests.engines.airflow import tables
from workbook.databases import s3_client
from workbook.datasets import nps_and_weather
from workbook.engines.airflow import settings
from workbook.exercises.registry import load_module

DAGS = {"nps_full_refresh", "nps_incremental", "summary_tables", "weather_forecast"}
FIRST = dt.date(2015, 3, 1)


@pytest.fixture(scope="module")
def scanned(airflow, instance):
    done = airflow.command("dags", "reserialize")
    assert done.code == 0, done.text
    return tables.serialized(instance)


def run(airflow, dag: str, date: str, **env) -> str:
    """Run a DAG, which goes well; what it said."""
    done = airflow.test(dag, date, env)
    assert (done.code, set(done.tasks.values())) == (0, {"success"}), done.text
    return done.text


def test_every_file_is_imported_without_an_error(airflow, scanned):
    found = airflow.command("dags", "list-import-errors")
    assert (found.code, "No data found" in found.text) == (0, True), found.text
    assert set(scanned) == DAGS


@pytest.mark.parametrize("name", sorted(DAGS))
def test_a_dag_says_whose_it_is_and_can_be_run_again(scanned, name):
    found = scanned[name]
    assert found["tags"] and found["catchup"] is False and found["max_active_runs"] == 1
    for words in (f"### {name}", "**Idempotent**", "**If it fails**"):
        assert words in found["doc_md"]
    for task in (each["__var"] for each in found["tasks"]):
        task = {**found.get("default_args", {}).get("__var", {}), **task}
        assert task["owner"] not in ("", "airflow"), task["task_id"]
        assert task["retries"] == 2 and task["execution_timeout"], task["task_id"]
        assert task["retry_delay"] == 60 and task["retry_exponential_backoff"] > 1, task["task_id"]


def test_the_loads_of_nps_start_at_different_times_and_the_summary_follows_them(scanned):
    loads = [scanned[name]["timetable"]["__var"] for name in ("nps_full_refresh", "nps_incremental")]
    assert len({each["expression"] for each in loads}) == 2
    writes = {
        name: [task["__var"]["task_id"] for task in found["tasks"] if task["__var"].get("outlets")]
        for name, found in scanned.items()
    }
    assert {name: tasks for name, tasks in writes.items() if tasks} == {
        "nps_full_refresh": ["load"],
        "nps_incremental": ["publish"],
    }
    assert "warehouse://nps" in str(scanned["summary_tables"]["timetable"])


def test_the_rehearsal_leaves_no_dag_behind(airflow, scanned):
    found = airflow.command("dags", "list")
    assert "nps_incremental" in found.text
    assert "rehearsal" not in found.text


def test_a_test_of_a_day_loads_that_day(airflow, warehouse):
    """As the schedule's run of it does, which test_scheduler.py shows."""
    run(airflow, "nps_incremental", tables.WEEK[2])
    changes = warehouse.rows("SELECT DISTINCT modified::date::text FROM nps_changes")
    assert changes == [(tables.WEEK[2],)]


def test_the_weather_is_lesson_05s(airflow, warehouse):
    for n in range(3):
        run(airflow, "weather_forecast", str(FIRST + dt.timedelta(n)))
    lesson = load_module("05-weather-forecast", "checks").newest(FIRST, 3)
    held = "SELECT date, temp, min_temp, max_temp, created_date IS NOT NULL FROM weather_forecast ORDER BY date"
    assert warehouse.rows(held) == [(*row[:4], True) for row in sorted(lesson)]
    for n in (2, 0, 1):  # again, and an older day after a newer one
        run(airflow, "weather_forecast", str(FIRST + dt.timedelta(n)))
        assert warehouse.rows(held) == [(*row[:4], True) for row in sorted(lesson)]


def test_a_full_refresh_is_lesson_07s(airflow, instance, warehouse):
    pipeline = load_module("07-full-refresh", "pipeline")
    ours = instance.databases
    source, loader, s3 = ours.source(), ours.warehouse(False), s3_client.client(ours.addresses.store)
    pipeline.full_refresh(source, s3, instance.bucket, loader, "nps")
    lesson = warehouse.nps()
    source.close()
    loader.close()
    ours.load(tables.tables())
    run(airflow, "nps_full_refresh", tables.WEEK[0])
    assert warehouse.nps() == lesson == tables.ANSWERS


def test_days_of_changes_are_lesson_08s_in_any_order(airflow, instance, warehouse):
    pipeline = load_module("08-incremental", "pipeline")
    ours, days = instance.databases, tables.WEEK[3:6]
    source, loader, s3 = ours.source(), ours.warehouse(False), s3_client.client(ours.addresses.store)
    for day in days:
        pipeline.incremental(source, s3, instance.bucket, loader, dt.date.fromisoformat(day))
    lesson = warehouse.nps()
    source.close()
    loader.close()
    assert lesson != sorted(tables.OLD)
    for order in (days, [*reversed(days), days[1]]):
        ours.load(tables.tables())
        for day in order:
            run(airflow, "nps_incremental", day)
        assert warehouse.nps() == lesson, order


def test_one_id_twice_in_a_file_ends_as_its_newest_version(airflow, instance, warehouse):
    """UPSERT alone would leave both: production without a key has two versions of an answer on one day."""
    noon = tables.MONDAY
    twice = [(7, noon, 3, noon + tables.HOUR, False), (7, noon, 9, noon + 2 * tables.HOUR, False)]
    no_key = {**nps_and_weather.NPS_SOURCE, "id": "INT NOT NULL"}
    instance.databases.load(tables.tables([], twice, no_key))
    run(airflow, "nps_incremental", tables.WEEK[0])
    assert warehouse.nps() == [twice[1]]


def test_the_summary_tables_are_lesson_10s(airflow, instance, warehouse):
    summaries = load_module("10-summary-table", "summaries")
    lesson = tomllib.loads((settings.paths.LESSONS / "10-summary-table/summaries.toml").read_text("utf-8"))
    answers = [row for row in tables.ANSWERS if row[1] and row[2] is not None]
    instance.databases.load(tables.tables(answers))
    loader = instance.databases.warehouse(False)
    summaries.first_builds(loader, lesson)
    loader.close()
    by_hand = {name: warehouse.rows(f"SELECT * FROM {name} ORDER BY 1, 2") for name in lesson}
    warehouse.rows(f"DROP TABLE {', '.join(lesson)}")
    for _ in range(2):  # the first builds, then the swap
        run(airflow, "summary_tables", tables.WEEK[0])
        assert {name: warehouse.rows(f"SELECT * FROM {name} ORDER BY 1, 2") for name in lesson} == by_hand


def test_the_summary_tables_are_built_behind_those_that_they_read(scanned):
    summaries = load_module("10-summary-table", "summaries")
    files = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in settings.DAGS.glob("*/*.toml")}
    for name, reads in summaries.lineage(files).items():
        assert set(files[name]["after"]) == set(reads) & set(files), name
    tasks = {each["__var"]["task_id"]: each["__var"] for each in scanned["summary_tables"]["tasks"]}
    assert set(tasks) == set(files)
    assert tasks["daily_nps"]["downstream_task_ids"] == ["weekly_nps"]
