"""A database that somebody else claimed, lent to a process that holds no administrator's password."""

from collections.abc import Mapping
from pathlib import Path

import pymysql

from workbook import databases
from workbook.servers.addresses import Address, Addresses, Store


class Lent(databases.Databases):
    """A name on both servers, with the passwords of its own roles; who lent it has made the databases."""

    def __init__(self, name: str, addresses: Addresses, passwords: Mapping[str, str]) -> None:
        """`passwords` has each role's; `addresses` hold neither users nor passwords of the two servers."""
        self.name, self.addresses = name, addresses
        self._passwords = passwords
        self._ready: set[str] = set()

    def prepare(self, engine: str) -> None:
        """Nothing: who lent it did that."""
        self._ready.add(engine)

    def close(self) -> None:
        """Nothing: who lent it takes it back."""

    def _password(self, role: str) -> str:
        return self._passwords[role]

    def _source_owner(self) -> pymysql.Connection:
        return databases.connect_source(self.addresses, self.name, self._password(self.name), None, True)


_for_checks: databases.Databases | None = None


def use(given: databases.Databases | None) -> None:
    """Let checks of this process run in `given`; None for databases that they claim themselves."""
    global _for_checks
    _for_checks = given


def for_checks() -> databases.Databases:
    """The databases for one kind of check: those that were lent to this process, or new ones."""
    return _for_checks or databases.Databases("check")


def terms(owner: databases.Databases, store: Store) -> dict:
    """What a borrower must know of the databases of `owner`, as plain values; `store` is its own store."""
    addresses = owner.addresses
    return {
        "name": owner.name,
        "passwords": owner.passwords(),
        "warehouse": [addresses.warehouse.host, addresses.warehouse.port],
        "source": [addresses.source.host, addresses.source.port],
        "store": [store.endpoint, store.key_id, store.secret, str(store.folder)],
    }


def from_terms(given: dict, by_folder: bool = True) -> Lent:
    """The databases that `terms` describes; `by_folder` where this process owns the store's folder too."""

    def server(part: str) -> Address:
        host, port = given[part]
        return Address(host, port, "", "", "")

    endpoint, key_id, secret, folder = given["store"]
    store = Store(endpoint, key_id, secret, Path(folder) if by_folder else None)
    return Lent(given["name"], Addresses(server("warehouse"), server("source"), store, b""), given["passwords"])
