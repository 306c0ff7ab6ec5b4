"""The Airflow that `workbook airflow` means: the clone's dags/, on databases that all terminals share."""

import os
import subprocess
import sys

from workbook import servers
from workbook.databases import owned, s3_client
from workbook.databases.fixtures import Fixture, Table
from workbook.datasets import nps_and_weather, shop_sessions
from workbook.engines.airflow import metadata, services, settings
from workbook.engines.airflow.settings import Instance

NAME, DATABASES = "terminal", "airflow_terminal"


class Shared(owned.OwnedDatabases):
    """Databases without a claim: the services go on when the command that started them has ended."""

    def _claim(self, purpose: str, key: str) -> str:
        return purpose


def tables() -> Fixture:
    """What the DAGs read and load: production's answers, their targets in the warehouse, lesson 10's visits."""
    weather = {
        "date": "DATE NOT NULL PRIMARY KEY",
        "temp": "FLOAT",
        "min_temp": "FLOAT",
        "max_temp": "FLOAT",
        "created_date": "TIMESTAMP NOT NULL DEFAULT now()",
    }
    changes = {name: kind.replace(" PRIMARY KEY", "") for name, kind in nps_and_weather.NPS_WAREHOUSE.items()}
    visits = {"userid": "INT NOT NULL", "sessionid": "VARCHAR(32) PRIMARY KEY", "channel": "VARCHAR(32)"}
    return Fixture(
        "the DAGs' tables",
        source=[
            Table("nps", nps_and_weather.NPS_SOURCE, nps_and_weather.nps_modified_file),
            "CREATE INDEX by_modified ON nps (modified)",
        ],
        warehouse=[
            Table("weather_forecast", weather),
            Table("nps", nps_and_weather.NPS_WAREHOUSE),
            Table("nps_changes", changes),
            Table("user_session_channel", visits, shop_sessions.user_session_channel()),
            Table(
                "session_timestamp",
                {"sessionid": "VARCHAR(32) PRIMARY KEY", "ts": "TIMESTAMP"},
                shop_sessions.session_timestamp(),
            ),
        ],
    )


def instance() -> Instance:
    """The terminals' Airflow, its bucket made and its tables filled where the warehouse's database is empty."""
    found = Instance(NAME, Shared(DATABASES), settings.DAGS)
    shared = found.databases
    connection = shared.warehouse()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        [there] = cursor.fetchone()
    connection.close()
    if not there:
        shared.load(tables())
    client = s3_client.client(servers.ensure().store)
    if found.bucket not in [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]:
        client.create_bucket(Bucket=found.bucket)
    return found


def command(words: list[str]) -> int:
    """Run Airflow's own command in this terminal; returns its exit code.

    Settings may stand before it, `AIRFLOW__CORE__PARALLELISM=8 config list`. Those of the shell are not passed on,
    so that another Airflow's never reach this one, and a line says so.
    """
    given, words = settings.of_a_command(words)
    left_out = sorted(name for name in os.environ if name.startswith("AIRFLOW__"))
    if left_out:
        says = f"Settings of your shell are not passed on: {', '.join(left_out)}."
        print(f"{says} Write a setting after the words `workbook airflow`.", file=sys.stderr)
    ours = instance()
    metadata.prepare(ours, print)
    env = ours.environment(services.running_port(ours)) | given
    return subprocess.run([str(settings.python()), "-m", "airflow", *words], env=env).returncode
