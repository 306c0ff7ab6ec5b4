"""Where the servers answer, and with which administrator's login."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from workbook.errors import WorkbookError

WAREHOUSE_URL = "WORKBOOK_WAREHOUSE_URL"
SOURCE_URL = "WORKBOOK_SOURCE_URL"
S3_ENDPOINT = "WORKBOOK_S3_ENDPOINT"


@dataclass(frozen=True)
class Address:
    """A database server and an administrator's login there."""

    host: str
    port: int
    user: str
    password: str
    database: str

    def url(self, scheme: str) -> str:
        """`scheme://user:password@host:port/database`, as other programs take it."""
        login = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}"
        return f"{scheme}://{login}@{self.host}:{self.port}/{quote(self.database, safe='')}"


@dataclass(frozen=True)
class Store:
    """An S3 endpoint, its keys, and the folder that holds the buckets (None if the store is not ours)."""

    endpoint: str
    key_id: str
    secret: str
    folder: Path | None


@dataclass(frozen=True)
class Addresses:
    """The three servers of this home, and the secret from which the passwords of further roles are derived."""

    warehouse: Address
    source: Address
    store: Store
    secret: bytes


def from_url(variable: str, scheme: str, port: int, database: str) -> Address | None:
    """The address that an environment variable gives as `scheme://user:password@host:port/database`.

    None if the variable is not set. `port` and `database` are used where the URL names none.
    """
    url = os.environ.get(variable)
    if not url:
        return None
    form = f"{variable} must look like {scheme}://user:password@host:{port}/{database or 'database'}"
    try:
        parts = urlsplit(url)
        given_port = parts.port
    except ValueError as error:
        raise WorkbookError(f"{form}, and this one can't be read: {error}.") from None
    if parts.scheme.split("+")[0] not in (scheme, "postgres" if scheme == "postgresql" else scheme):
        raise WorkbookError(f"{form}, and this one begins with {parts.scheme or url.split(':')[0]!r}.")
    if not parts.hostname or not parts.username:
        raise WorkbookError(f"{form}, and this one has no {'user' if parts.hostname else 'host'}.")
    return Address(
        parts.hostname,
        given_port or port,
        unquote(parts.username),
        unquote(parts.password or ""),
        unquote(parts.path.lstrip("/")) or database,
    )


def store_from_environment() -> Store | None:
    """The store that `WORKBOOK_S3_ENDPOINT` names, with the keys that every S3 client reads; None if not set."""
    endpoint = os.environ.get(S3_ENDPOINT)
    if not endpoint:
        return None
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WorkbookError(f"{S3_ENDPOINT} must look like http://host:port, and this one is {endpoint!r}.")
    key_id, secret = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    if not key_id or not secret:
        raise WorkbookError(
            f"{S3_ENDPOINT} is set, so AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must hold its keys."
        )
    return Store(endpoint.rstrip("/"), key_id, secret, None)
