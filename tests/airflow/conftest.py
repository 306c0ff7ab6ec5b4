"""An Airflow with databases of its own, for the tests of the DAGs."""

from collections.abc import Iterator

import pytest

from tests.airflow import ground
from workbook import databases, store
from workbook.airflow import settings
from workbook.airflow.process import Process
from workbook.airflow.settings import Instance


@pytest.fixture(scope="module")
def instance(home) -> Iterator[Instance]:
    """An Airflow of the module's own, with its databases and bucket."""
    claimed = databases.Databases("airflow", "dags")
    claimed.load(ground.tables())
    found = Instance(claimed.name, claimed, settings.DAGS)
    client = store.client(claimed.addresses.store)
    if found.bucket not in [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]:
        client.create_bucket(Bucket=found.bucket)
    yield found
    claimed.close()


@pytest.fixture(scope="module")
def airflow(instance) -> Iterator[Process]:
    process = Process(instance)
    yield process
    process.close()


@pytest.fixture
def warehouse(instance) -> ground.Warehouse:
    """The warehouse with its tables as they are at first."""
    instance.databases.load(ground.tables())
    return ground.Warehouse(instance.databases)
