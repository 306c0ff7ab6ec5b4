"""Opens connections to the two servers, and ends sessions there."""

import contextlib
import socket
import threading

import psycopg2
import psycopg2.extensions
import pymysql

from workbook.servers import backends
from workbook.servers.addresses import Addresses

CONNECT_SECONDS = 10


def warehouse_administrator(addresses: Addresses, database: str | None = None) -> psycopg2.extensions.connection:
    """A new connection to the warehouse with the login that its address has, in autocommit."""
    address = addresses.warehouse
    connection = psycopg2.connect(
        host=address.host,
        port=address.port,
        dbname=database or address.database,
        user=address.user,
        password=address.password,
        connect_timeout=CONNECT_SECONDS,
        application_name="workbook administrator",
    )
    connection.autocommit = True
    return connection


def source_administrator(addresses: Addresses) -> pymysql.Connection:
    """A new connection to the source with the login that its address has, in autocommit."""
    address = addresses.source
    return source(addresses, address.user, address.password, None, True, pymysql.Connection, local_infile=True)


_without_tls: set[tuple[str, int]] = set()  # servers that do not offer it


def source(
    addresses: Addresses,
    user: str,
    password: str,
    database: str | None,
    autocommit: bool,
    kind: type[pymysql.Connection] = pymysql.Connection,
    **further: object,
) -> pymysql.Connection:
    """A new connection to the source as `user`, in UTC; `further` are pymysql's own arguments."""
    where = addresses.source.host, addresses.source.port
    connection = kind(
        host=addresses.source.host,
        port=addresses.source.port,
        user=user,
        password=password,
        database=database,
        charset="utf8mb4",
        autocommit=autocommit,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=CONNECT_SECONDS,  # of the greeting: a server that was stopped takes connections all the same
        init_command="SET SESSION time_zone = '+00:00'",
        # The driver reads all certificates of the system before it asks the server: 30 ms, four fifths of it.
        ssl_disabled=where in _without_tls,
        **further,
    )
    connection._read_timeout = None  # from here on a statement has its own limits; PyMySQL has no other way
    if not connection.server_capabilities & pymysql.constants.CLIENT.SSL:
        _without_tls.add(where)
    return connection


def cancel(connection: psycopg2.extensions.connection) -> None:
    """Cancel what a session of the warehouse runs; a server that does not answer holds up nobody for long."""

    def ask() -> None:
        with contextlib.suppress(psycopg2.Error):  # it was closed since, or the server is gone
            connection.cancel()

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(CONNECT_SECONDS)


def cut(connection: psycopg2.extensions.connection | pymysql.Connection) -> None:
    """End a connection from this side: who waits for a server that does not answer gets the driver's error."""
    with contextlib.suppress(OSError, psycopg2.Error, AttributeError):  # it is closed already
        # PyMySQL tells its socket in no other way.
        number = connection._sock.fileno() if isinstance(connection, pymysql.Connection) else connection.fileno()
        with socket.fromfd(number, socket.AF_INET, socket.SOCK_STREAM) as wire:
            wire.shutdown(socket.SHUT_RDWR)


def end_session(
    engine: str,
    connection: psycopg2.extensions.connection | pymysql.Connection,
    session: int,
    query_only: bool = False,
) -> None:
    """End a session, or on the source just its query; `session` is its backend or thread id.

    `connection` is the session's: whoever may log in as its role may end it, so no administrator is needed. A
    session of the warehouse may have changed that role, or may keep all from logging in: it ends all the same.
    """
    if engine == "warehouse":
        info = connection.info
        try:
            other = psycopg2.connect(**info.dsn_parameters, password=info.password)
        except psycopg2.OperationalError:
            if not backends.end(info.port, info.user, session):
                raise
            return
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [session])
        other.close()
    else:
        with pymysql.connect(
            host=connection.host, port=connection.port, user=connection.user, password=connection.password,
            connect_timeout=CONNECT_SECONDS, read_timeout=CONNECT_SECONDS,
            ssl_disabled=(connection.host, connection.port) in _without_tls,
        ) as other, other.cursor() as cursor:  # fmt: skip
            cursor.execute(f"KILL {'QUERY ' if query_only else ''}{int(session)}")
