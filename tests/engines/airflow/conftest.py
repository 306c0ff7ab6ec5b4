"""An Airflow with databases of its own, for the tests of the DAGs."""

from collections.abc import Iterator

import pytest

from tests.engines.airflow import tables
from workbook.databases import owned, s3_client
from workbook.engines.airflow import settings
from workbook.engines.airflow.process import Process
from workbook.engines.airflow.settings import Instance


@pytest.fixture(scope="module")
def instance(home) -> Iterator[Instance]:
    """An Airflow of the module's own, with its databases and bucket."""
    claimed = owned.OwnedDatabases("airflow", "dags")
    claimed.load(tables.tables())
    found = Instance(claimed.name, claimed, settings.DAGS)
    client = s3_client.client(claimed.addresses.store)
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
def warehouse(instance) -> tables.Warehouse:
    """The warehouse with its tables as they are at first."""
    instance.databases.load(tables.tables())
    return tables.Warehouse(instance.databases)
