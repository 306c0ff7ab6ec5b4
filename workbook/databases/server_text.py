"""Values as the server writes them: dates and times that Python has no type for, or has another text for.

Python's dates end with the year 9999, know no infinity and no BC; its `timedelta` takes a month for 30 days, and
writes -1:30:00 as "-1 day, 22:30:00".
"""

import datetime
import enum
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any

import pymysql
from psycopg2 import DataError, extensions
from pymysql.constants import FIELD_TYPE

# PostgreSQL's types (pg_type.oid), each with its array's, and how psycopg2 reads one.
TYPES = {
    "date": (1082, 1182, extensions.PYDATE),
    "timestamp": (1114, 1115, extensions.PYDATETIME),
    "timestamptz": (1184, 1185, extensions.PYDATETIMETZ),
    "time": (1083, 1183, extensions.PYTIME),
    "timetz": (1266, 1270, extensions.PYTIME),
    "interval": (1186, 1187, extensions.PYINTERVAL),
}
MYSQL_TYPES = (FIELD_TYPE.DATE, FIELD_TYPE.DATETIME, FIELD_TYPE.TIMESTAMP, FIELD_TYPE.TIME)


class Times(enum.Enum):
    """How dates and times are read."""

    AS_DRIVER = "as the driver does"
    AS_TEXT = "as the server writes them"
    AS_PYTHON = "as Python's, or as text where there is no such value"  # of the warehouse; its driver is quicker


def _read(as_python: Callable, text: str | None, cursor: extensions.cursor) -> object:
    if text is None or text.endswith("infinity"):  # which psycopg2 takes for the year 9999
        return text
    try:
        return as_python(text, cursor)
    except (ValueError, OverflowError, DataError):
        return text


def _text(text: str | None, _cursor: extensions.cursor) -> str | None:
    return text


@cache
def _casters(times: Times) -> list:
    found = []
    for name, (oid, array, as_python) in TYPES.items():
        one = extensions.new_type((oid,), name, _text if times is Times.AS_TEXT else partial(_read, as_python))
        found += [one, extensions.new_array_type((array,), f"{name}[]", one)]
    return found


@contextmanager
def cursor(connection: extensions.connection | pymysql.Connection, times: Times) -> Iterator[Any]:
    """A cursor that reads dates and times so."""
    if isinstance(connection, pymysql.Connection):
        earlier = connection.decoders
        if times is Times.AS_TEXT:
            connection.decoders = {kind: read for kind, read in earlier.items() if kind not in MYSQL_TYPES}
        try:
            with connection.cursor() as made:
                yield made
        finally:
            connection.decoders = earlier
        return
    with connection.cursor() as made:
        for caster in () if times is Times.AS_DRIVER else _casters(times):
            extensions.register_type(caster, made)
        yield made


def bindable(value: Any, engine: str) -> object:
    """A Python value as the driver of `engine` takes it: of numpy and pandas too, moments with a zone in UTC."""
    kind = type(value)
    if kind.__name__ in ("NaTType", "NAType"):  # pandas' own NULLs
        return None
    if kind.__module__ == "numpy":
        value = value.astype("datetime64[us]").item() if kind.__name__ == "datetime64" else value.tolist()
    if isinstance(value, datetime.datetime) and value.tzinfo is not None and engine == "source":
        # MySQL's DATETIME has no zone, and its driver would leave the zone out: the session is in UTC.
        return value.astimezone(datetime.UTC).replace(tzinfo=None)
    return value
