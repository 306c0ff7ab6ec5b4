"""The DAGs on a real Airflow and the local servers. Where `make airflow` was not run, these are skipped."""

import datetime as dt

import pytest

from workbook import data, databases, servers, store
from workbook.airflow import settings
from workbook.airflow.process import Process
from workbook.airflow.settings import Instance
from workbook.fixtures import Fixture, Table

pytestmark = pytest.mark.skipif(
    not settings.is_installed(), reason="Airflow is not installed here: type `make airflow` to try the DAGs"
)
DAY = dt.datetime(2025, 3, 1, 12)
ANSWERS = [
    (n, DAY - dt.timedelta(days=n % 3), n % 11, DAY - dt.timedelta(days=n % 2), n % 5 == 0) for n in range(1, 201)
]
OLD = [(n, DAY, 0, DAY - dt.timedelta(days=30), False) for n in range(150, 260)]


@pytest.fixture(scope="module")
def claimed(home):
    claimed = databases.Databases("airflow", "dags")
    changes = {name: kind.replace(" PRIMARY KEY", "") for name, kind in data.NPS_WAREHOUSE.items()}
    claimed.load(
        Fixture(
            "the DAGs' tables",
            warehouse=[Table("nps", data.NPS_WAREHOUSE, OLD), Table("nps_changes", changes)],
            source=[Table("nps", data.NPS_SOURCE, ANSWERS)],
        )
    )
    yield claimed
    claimed.close()


@pytest.fixture(scope="module")
def airflow(claimed):
    instance = Instance("dags", claimed, settings.DAGS)
    store.client(servers.ensure().store).create_bucket(Bucket=instance.bucket)
    process = Process(instance)
    yield process
    process.close()


def rows(claimed):
    connection = claimed.warehouse()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, created_at, score, modified, deleted FROM nps ORDER BY id")
        found = cursor.fetchall()
    connection.close()
    return found


def test_every_file_is_imported_without_an_error(airflow):
    found = airflow.command("dags", "list-import-errors")
    assert (found.code, "No data found" in found.text) == (0, True), found.text


def test_a_day_is_merged_and_then_all_is_replaced(airflow, claimed):
    done = airflow.test("nps_incremental", "2025-03-01")
    assert done.code == 0, done.text
    of_the_day = {row[0]: row for row in ANSWERS if row[3].date() == DAY.date()}
    assert rows(claimed) == sorted(({row[0]: row for row in OLD} | of_the_day).values())
    done = airflow.test("nps_full_refresh", "2025-03-01")
    assert done.code == 0, done.text
    assert rows(claimed) == ANSWERS


def test_the_rehearsal_leaves_no_dag_behind(airflow):
    found = airflow.command("dags", "list")
    assert "nps_incremental" in found.text
    assert "rehearsal" not in found.text
