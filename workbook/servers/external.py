"""Servers that a variable names instead of ours: asked, and never started, stopped or changed."""

import socket
from urllib.parse import urlsplit

from workbook.errors import WorkbookError
from workbook.servers import addresses, s3
from workbook.servers.addresses import Address, Store

VARIABLES = {
    "warehouse": addresses.WAREHOUSE_URL,
    "source": addresses.SOURCE_URL,
    "store": addresses.S3_ENDPOINT,
}


def named(name: str) -> Address | Store | None:
    """The server that an environment variable names instead of ours; None if it is not set."""
    if name == "warehouse":
        return addresses.from_url(VARIABLES[name], "postgresql", 5432, "postgres")
    if name == "source":
        return addresses.from_url(VARIABLES[name], "mysql", 3306, "mysql")
    return addresses.store_from_environment()


def place(server: Address | Store) -> tuple[str, int]:
    if isinstance(server, Address):
        return server.host, server.port
    parts = urlsplit(server.endpoint)
    assert parts.hostname  # or addresses.store_from_environment had refused it
    return parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def reach(name: str, server: Address | Store) -> None:
    """Errors: WorkbookError if nothing answers there within 10 seconds."""
    host, port = place(server)
    try:
        socket.create_connection((host, port), timeout=10).close()
    except OSError as error:
        raise WorkbookError(
            f"Nothing answers at {host}:{port}, which {VARIABLES[name]} names ({error.strerror or error}): "
            "start that server, or unset the variable."
        ) from None


def version(name: str, server: Address | Store) -> str:
    """The server's version; empty for a store, which tells none.

    Errors: WorkbookError if the server can't be reached, or refuses the login.
    """
    reach(name, server)
    try:
        if isinstance(server, Store):
            return _s3(server)
        return _postgres(server) if name == "warehouse" else _mysql(server)
    except Exception as error:  # each driver has its own kinds
        host, port = place(server)
        reason = str(error.args[-1] if error.args else error).strip().splitlines()[0]
        raise WorkbookError(
            f"The server at {host}:{port}, which {VARIABLES[name]} names, can't be used: {reason}"
        ) from None


def _postgres(server: Address) -> str:
    import psycopg2

    connection = psycopg2.connect(
        host=server.host, port=server.port, user=server.user, password=server.password,
        dbname=server.database, connect_timeout=10,
    )  # fmt: skip
    try:
        return connection.get_parameter_status("server_version").split()[0]
    finally:
        connection.close()


def _mysql(server: Address) -> str:
    import pymysql

    connection = pymysql.connect(
        host=server.host, port=server.port, user=server.user, password=server.password,
        database=server.database, connect_timeout=10,
    )  # fmt: skip
    try:
        return connection.get_server_info()
    finally:
        connection.close()


def _s3(server: Store) -> str:
    limits = {"connect_timeout": 10, "read_timeout": 10, "retries": {"max_attempts": 1}}
    s3.client(server, **limits).list_buckets()
    return ""
