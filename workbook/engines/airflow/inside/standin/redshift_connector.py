"""Stands in for Amazon's driver of this name: connects to the workbook's warehouse, a PostgreSQL.

It is first on the PYTHONPATH of the workbook's own Airflow alone, so that the provider's operators and hooks run
there unchanged. The cursor is the notebooks' own (workbook/databases/redshift_copy.py): COPY from the store,
and `#temp` tables.
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

from workbook.checking.instrumented_drivers import InstrumentedConnection
from workbook.databases.redshift_copy import Connection
from workbook.engines.airflow.inside import statement_log
from workbook.servers.addresses import Store

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
    hook = statement_log.hook()
    connection = psycopg2.connect(
        host=host, port=port, user=user, password=password, dbname=database, connect_timeout=10,
        application_name="airflow", options="-c TimeZone=UTC",
        connection_factory=InstrumentedConnection if hook else Connection,
    )  # fmt: skip
    if hook:
        connection.hook = hook
    connection.store = Store(s3_endpoint, s3_key_id, s3_secret, None)
    return connection
