"""Stands in for Amazon's driver of this name: connects to the workbook's warehouse, a PostgreSQL.

It is first on the PYTHONPATH of the workbook's own Airflow alone, so that the provider's operators and hooks run
there unchanged. The cursor is the notebooks' own (workbook/redshift.py): COPY from the store, and `#temp` tables.
"""

import psycopg2
from psycopg2 import (
    DatabaseError,
    DataError,
    Error,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    Warning,
)

from workbook.airflow import faults
from workbook.redshift import Connection
from workbook.servers.addresses import Store
from workbook.taps import TappedConnection

__all__ = [
    "Connection",
    "DataError",
    "DatabaseError",
    "Error",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "NotSupportedError",
    "OperationalError",
    "ProgrammingError",
    "Warning",
    "connect",
]

apilevel, threadsafety, paramstyle = "2.0", 1, "format"


def connect(
    user: str,
    database: str,
    password: str,
    port: int = 5439,
    host: str = "localhost",
    s3_endpoint: str = "",
    s3_key_id: str = "",
    s3_secret: str = "",
) -> Connection:
    """A connection with autocommit off, as the driver's. The last three say where COPY finds the store."""
    tap = faults.tap()
    connection = psycopg2.connect(
        host=host, port=port, user=user, password=password, dbname=database, connect_timeout=10,
        application_name="airflow", options="-c TimeZone=UTC",
        connection_factory=TappedConnection if tap else Connection,
    )  # fmt: skip
    if tap:
        connection.tap = tap
    connection.store = Store(s3_endpoint, s3_key_id, s3_secret, None)
    return connection
