"""The DAG that lesson 16 makes from the manifest, run by Airflow: dbt's own commands, in the models' order."""

import os
import re
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from workbook.databases import owned
from workbook.engines.airflow.process import Process as Airflow
from workbook.engines.airflow.settings import Instance
from workbook.engines.dbt import settings
from workbook.engines.dbt.process import Process
from workbook.exercises import Fixture, registry

MODELS = {"answers", "channel_changes", "daily_nps", "user_channels", "published_nps"}


@pytest.fixture(scope="module")
def databases(home):
    lesson = registry.load("10-summary-table").exercises
    answers, visits = lesson["daily-nps"].fixtures[0], lesson["first-and-last-channel"].fixtures[4]
    with closing(owned.OwnedDatabases("airflow", "models")) as claimed:
        claimed.load(Fixture("both", warehouse=[*answers.warehouse, *visits.warehouse]))
        yield claimed


@pytest.fixture(scope="module")
def env(databases, tmp_path_factory) -> dict[str, str]:
    """The environment of the tasks: dbt on PATH, its project, and the warehouse's login."""
    folder = tmp_path_factory.mktemp("dbt")
    settings.prepare(folder / "profile")
    found = settings.environment(databases, folder / "profile")
    path = os.pathsep.join([str(settings.program().parent), os.environ["PATH"]])
    project = shutil.copytree(settings.PROJECT, folder / "dbt_project")
    own = {name: text for name, text in found.items() if name.startswith("DBT_")}
    return own | {"PATH": path, "DBT_PROJECT_DIR": str(project), "DBT_LOG_LEVEL": "info"}


@pytest.fixture
def cursor(databases):
    with closing(databases.warehouse()) as connection:
        connection.autocommit = True
        yield connection.cursor()


@pytest.fixture(scope="module")
def airflow(databases, env, tmp_path_factory):
    """An Airflow with the one DAG."""
    folder = tmp_path_factory.mktemp("dags")
    project = Path(env["DBT_PROJECT_DIR"])
    with closing(Process(databases, folder / "process")) as process:
        read = process.read(project, keep=True)
        assert read.ok, read.error
    lineage = registry.load_module("16-dbt-lineage", "lineage")
    (folder / "dags").mkdir()
    (folder / "dags" / "models.py").write_text(lineage.as_dag(lineage.manifest(project)), encoding="utf-8")
    with closing(Airflow(Instance(databases.name, databases, folder / "dags"))) as process:
        yield process


def test_no_model_is_built_from_a_stale_source(cursor, airflow, env):
    done = airflow.test("models", "2025-03-10", env)
    assert done.tasks == {"fresh": "failed"} | dict.fromkeys([*MODELS, "published"], "upstream_failed"), done.text
    assert "ERROR STALE freshness of raw.nps" in done.text
    cursor.execute("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'analytics'")
    assert cursor.fetchall() == [(0,)]


def test_each_model_is_a_task_in_dbts_order(cursor, airflow, env):
    cursor.execute("INSERT INTO nps (id, created_at, score) VALUES (900001, now() AT TIME ZONE 'UTC', 10)")
    done = airflow.test("models", "2025-03-11", env)
    assert done.tasks == dict.fromkeys(["fresh", *MODELS, "published"], "success"), done.text
    order = [name for name in re.findall(r"starting task_id=(\w+)", done.text) if name in {*MODELS, "published"}]
    assert order.index("answers") < order.index("daily_nps") < order.index("published_nps") < len(order) - 1
    cursor.execute("SELECT nps FROM analytics.published_nps ORDER BY day DESC LIMIT 1")
    assert cursor.fetchall() == [(100,)]
