"""Databases that an administrator made, in the hands of a process that holds no administrator's password.

Grading provisions a pair of databases for the process in which an answer runs. A class on one server gives each
learner some of their own: `WORKBOOK_DATABASES` names them, and the servers' addresses hold the learner's login.
"""

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg2
import pymysql
from psycopg2 import sql

from workbook import servers
from workbook.databases import connections, owned, redshift_copy
from workbook.databases.base import READER, Databases
from workbook.errors import WorkbookError
from workbook.servers.addresses import Address, Addresses, Store

DATABASES = "WORKBOOK_DATABASES"  # names, with commas: there on both servers, the login's own
TOO_MANY = "You have as many connections to the server as one learner may: shut some kernels down."


class ProvisionedDatabases(Databases):
    """A name on both servers, with the passwords of its own roles; the databases are there already."""

    def __init__(self, name: str, addresses: Addresses, passwords: Mapping[str, str], role: str = "") -> None:
        """`passwords` has each role's; the logins of `addresses` are not used. `role` is `name` without it."""
        super().__init__()
        self.name, self.addresses = name, addresses
        self._passwords, self._role = passwords, role or name

    def prepare(self, engine: str) -> None:
        """Nothing: whoever provisioned them did that."""
        self._ready.add(engine)

    def close(self) -> None:
        """Nothing: whoever provisioned them takes them back."""

    def _password(self, role: str) -> str:
        return self._passwords[role]

    @property
    def role(self) -> str:
        """The role that owns the databases."""
        return self._role

    def _source_owner(self) -> pymysql.Connection:
        password = self._password(self.role)
        return connections.source(self.addresses, self.role, password, None, True, local_infile=True)


class LearnerDatabases(ProvisionedDatabases):
    """One of a learner's own databases on the servers of a class, claimed for this process."""

    def __init__(self, purpose: str, key: str, names: list[str]) -> None:
        """Claim one of `names`, which the login of the servers' addresses owns. Raises WorkbookError."""
        addresses = servers.ensure()
        login = addresses.warehouse
        passwords = {login.user: login.password, login.user + READER: login.password}
        with _within_limits():
            self.administrator = connections.warehouse_administrator(addresses)  # of these databases alone
        self._label = owned.claim_name(self.administrator, purpose, key)
        super().__init__(self._free(names), addresses, passwords, login.user)

    @property
    def label(self) -> str:
        """As on servers of one's own: a bucket belongs to a notebook, whatever database it was given."""
        return self._label

    def prepare(self, engine: str) -> None:
        """Undo what SQL may have set for its own role; the databases are there."""
        if engine == "warehouse" and engine not in self._ready:
            with self.administrator.cursor() as cursor:
                cursor.execute("ALTER ROLE CURRENT_USER RESET ALL")
                name = sql.Identifier(self.name)
                cursor.execute(sql.SQL("ALTER ROLE CURRENT_USER IN DATABASE {} RESET ALL").format(name))
        self._ready.add(engine)

    def warehouse(
        self, autocommit: bool = True, kind: type[redshift_copy.Connection] = redshift_copy.Connection
    ) -> redshift_copy.Connection:
        """As on servers of one's own. Raises WorkbookError where the learner has too many connections."""
        with _within_limits():
            return super().warehouse(autocommit, kind)

    def source(
        self,
        autocommit: bool = True,
        reader: bool = False,
        kind: type[pymysql.Connection] = pymysql.Connection,
    ) -> pymysql.Connection:
        """As on servers of one's own. Raises WorkbookError where the learner has too many connections."""
        with _within_limits():
            return super().source(autocommit, reader, kind)

    def close(self) -> None:
        """Give the databases back to the learner's other kernels."""
        self.administrator.close()

    def _free(self, names: list[str]) -> str:
        with self.administrator.cursor() as cursor:
            for name in names:
                cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 1))", [name])
                if cursor.fetchone()[0]:
                    return name
        self.close()
        raise WorkbookError(f"All {len(names)} of your databases are in use: shut some kernels down.")


@contextlib.contextmanager
def _within_limits() -> Iterator[None]:
    try:
        yield
    except psycopg2.OperationalError as error:
        if "too many connections for role" not in str(error):
            raise
        raise WorkbookError(TOO_MANY) from None
    except pymysql.err.OperationalError as error:
        if error.args[0] not in (1203, 1226):
            raise
        raise WorkbookError(TOO_MANY) from None


def claim(purpose: str, key: str = "") -> Databases:
    """Databases for this process: some of the learner's own in a class, else made by an administrator's rights."""
    given = os.environ.get(DATABASES)
    return LearnerDatabases(purpose, key, given.split(",")) if given else owned.OwnedDatabases(purpose, key)


def terms(owner: owned.OwnedDatabases, store: Store) -> dict:
    """What a holder must know of the databases of `owner`, as plain values; `store` is its own store."""
    addresses = owner.addresses
    return {
        "name": owner.name,
        "passwords": owner.passwords(),
        "warehouse": [addresses.warehouse.host, addresses.warehouse.port],
        "source": [addresses.source.host, addresses.source.port],
        "store": [store.endpoint, store.key_id, store.secret, str(store.folder)],
    }


def from_terms(given: dict, by_folder: bool = True) -> ProvisionedDatabases:
    """The databases that `terms` describes; `by_folder` where this process owns the store's folder too."""

    def server(part: str) -> Address:
        host, port = given[part]
        return Address(host, port, "", "", "")

    endpoint, key_id, secret, folder = given["store"]
    store = Store(endpoint, key_id, secret, Path(folder) if by_folder else None)
    return ProvisionedDatabases(
        given["name"], Addresses(server("warehouse"), server("source"), store, b""), given["passwords"]
    )
