"""The DAGs' tables and their rows, and what looks at the warehouse and at Airflow's own database."""

import datetime as dt
import functools
import json

import psycopg2

from workbook.databases import owned
from workbook.databases.fixtures import Fixture, Table
from workbook.datasets import nps_and_weather, shop_sessions
from workbook.engines.airflow.settings import Instance
from workbook.exercises.registry import load_module

MONDAY = dt.datetime(2025, 3, 3, 12)
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
WEEK = [str((MONDAY + n * DAY).date()) for n in range(7)]

# Production after the week: answers of each day, a third of them changed later in it, some NULLs, some withdrawn.
ANSWERS = [
    (
        n,
        None if n % 41 == 0 else MONDAY + (n % 7) * DAY,
        None if n % 37 == 0 else n % 11,
        MONDAY + (max(n % 7, n % 5) if n % 3 == 0 else n % 7) * DAY + HOUR,
        n % 13 == 0,
    )
    for n in range(1, 211)
]
# The warehouse before it: older versions of some of them, and answers that production does not change.
OLD = [(n, MONDAY - DAY, 0, MONDAY - DAY, False) for n in (*range(1, 60), *range(900, 910))]


def tables(old: list = OLD, answers: list = ANSWERS, source: dict = nps_and_weather.NPS_SOURCE) -> Fixture:
    """The DAGs' tables as lessons 05, 08 and 10 have them."""
    weather = load_module("05-weather-forecast", "checks")
    summary = load_module("10-summary-table", "checks")
    changes = {name: kind.replace(" PRIMARY KEY", "") for name, kind in nps_and_weather.NPS_WAREHOUSE.items()}
    return Fixture(
        "the DAGs' tables",
        source=[Table("nps", source, answers)],
        warehouse=[
            Table("weather_forecast", weather.FORECAST),
            Table("nps", nps_and_weather.NPS_WAREHOUSE, old),
            Table("nps_changes", changes),
            Table("user_session_channel", summary.CHANNEL, shop_sessions.user_session_channel()[:200]),
            Table("session_timestamp", summary.TIMESTAMP, shop_sessions.session_timestamp()),
        ],
    )


class Warehouse:
    """Looks at, and breaks, the warehouse that the DAGs load."""

    def __init__(self, claimed: owned.OwnedDatabases) -> None:
        self.claimed = claimed

    def rows(self, query: str) -> list[tuple]:
        """What a statement returns, or [] for one that returns nothing."""
        connection = self.claimed.warehouse()
        try:
            with connection.cursor() as cursor:
                cursor.execute(query)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def nps(self) -> list[tuple]:
        return self.rows("SELECT id, created_at, score, modified, deleted FROM nps ORDER BY id")

    def breaks(self, table: str, when: str = "true", how: str = "RAISE EXCEPTION 'a fault'") -> None:
        """Let inserting a row of which `when` is true do `how`."""
        self.rows(f"""
            CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN IF {when} THEN {how}; END IF; RETURN NEW; END $$;
            CREATE TRIGGER fault BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION fault()""")

    def mend(self) -> None:
        self.rows("DROP FUNCTION IF EXISTS fault() CASCADE")


@functools.cache
def metadata(instance: Instance):
    """A connection to the Airflow's own database."""
    where = instance.metadata
    connection = psycopg2.connect(
        host=where.host, port=where.port, user=where.user, password=where.password, dbname=where.database
    )
    connection.autocommit = True
    return connection


def serialized(instance: Instance) -> dict[str, dict]:
    """The DAGs as the scheduler has them, by id."""
    with metadata(instance).cursor() as cursor:
        cursor.execute("SELECT dag_id, data FROM serialized_dag ORDER BY created_at")
        rows = cursor.fetchall()
    return {name: (found if isinstance(found, dict) else json.loads(found))["dag"] for name, found in rows}
