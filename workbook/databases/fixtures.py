"""What the databases hold before a notebook or an answer runs: tables with rows, written down once a lesson."""

import inspect
import re
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Table:
    """A table and its rows.

    `columns` maps each column's name to its type and constraints, as in CREATE TABLE; `constraints` are the
    table's own ("PRIMARY KEY (a, b)"). `rows` are tuples in the columns' order, or a function that returns the
    path of a CSV file (no header, an empty field is NULL) for a table too large to write into one statement; if
    that takes an argument `rows`, it makes as many as a learner asks for.
    """

    name: str
    columns: Mapping[str, str]
    rows: Sequence[tuple] | Callable[[], Path] = ()
    constraints: str = ""

    @property
    def ddl(self) -> str:
        """The CREATE TABLE statement."""
        parts = [f"{name} {kind}" for name, kind in self.columns.items()]
        if self.constraints:
            parts.append(self.constraints)
        return f"CREATE TABLE {self.name} ({', '.join(parts)})"

    @property
    def never_null(self) -> list[str]:
        """The columns that refuse NULL: those of the key, and those that say so."""
        key = re.search(r"PRIMARY KEY \(([^)]*)\)", self.constraints)
        named = [name.strip() for name in key[1].split(",")] if key else []
        words = ("NOT NULL", "PRIMARY KEY")
        return [name for name, kind in self.columns.items() if name in named or any(w in kind for w in words)]

    @property
    def takes_rows(self) -> bool:
        """Whether its file can be asked for any number of rows."""
        return callable(self.rows) and "rows" in inspect.signature(self.rows).parameters

    @cached_property
    def records(self) -> list:
        """The rows as named tuples, so that an oracle can say `row.created_date`."""
        if callable(self.rows):
            raise TypeError(f"{self.name} is loaded from a file; an oracle reads small tables only")
        record = _record(self)
        return [record(*row) for row in self.rows]

    def once(self, written: Callable[[Sequence[tuple]], bytes]) -> bytes:
        """The rows as `written` writes them: the first time, and kept."""
        assert not callable(self.rows)
        known = self.__dict__.setdefault("_written", {})
        if written not in known:
            known[written] = written(self.rows)
        return known[written]


def _record(table: Table) -> Callable[..., tuple]:
    """The kind of named tuples that a table's rows are."""
    return namedtuple(table.name.rpartition(".")[2], table.columns)  # without its schema


@dataclass(frozen=True)
class Fixture:
    """The tables of both servers, under a name that a verdict can say ("an empty table").

    An entry is a Table, or SQL to run as it is (a view, a grant); they are made in this order. All belong to the
    role that the learner's SQL runs as. `binds` are the values that an answer's `:name` stands for.
    """

    name: str
    warehouse: Sequence[Table | str] = ()
    source: Sequence[Table | str] = ()
    binds: Mapping[str, object] = field(default_factory=dict)

    def tables(self, engine: str) -> list[Table]:
        """The tables of one engine, "warehouse" or "source"."""
        return [entry for entry in getattr(self, engine) if isinstance(entry, Table)]

    def rows(self, name: str, engine: str = "warehouse") -> list:
        """The rows of the table `name`, as named tuples, in the order in which they were inserted."""
        for table in self.tables(engine):
            if table.name == name:
                return table.records
        raise KeyError(f"the fixture {self.name!r} has no table {name!r} on the {engine}")

    def given(self, oracle: Callable[["Fixture"], Sequence]) -> Sequence:
        """What an oracle gives on this fixture; it is asked once, however many answers are checked by it."""
        known = self.__dict__.setdefault("_given", {})
        if id(oracle) not in known:
            known[id(oracle)] = oracle, oracle(self)  # it is kept too, so that its id is no other's
        return known[id(oracle)][1]
