"""A fixture on its way to another one: groups of rows less or more, and other values in all of them."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from random import Random
from typing import Any, Generic, TypeVar

from workbook.databases.fixtures import Fixture, Table
from workbook.exercises.fixtures import OtherData, Scenario
from workbook.grading.variants.values import Values, fresh, leaves, pick, shuffled

DROPPED = 0.2  # of the rows at most
ADDED = 3  # groups at most
FEW = 3  # a fixture of so few rows has just these on purpose
MANY = 20  # groups: where there are fewer, each one is there on purpose, so none is dropped
UNIQUE = re.compile(r"\bUNIQUE\b|\bPRIMARY KEY\b", re.IGNORECASE)
LONGEST = 80  # rows of a group that is added

F = TypeVar("F", bound=Fixture)


@dataclass
class _Part:
    """The rows of one table, or of one list among a function's arguments."""

    columns: tuple[str, ...]
    fixed: tuple[str, ...]
    rows: list[tuple]
    unique: tuple[str, ...] = ()  # columns, by the table's own words


Place = tuple[int, int]  # a part's number, and a row's in it
Arguments = tuple | Callable[[], tuple]  # of a scenario
Name = str | int  # of an argument; its place, where it is one of a partial function's


class Draft(Generic[F]):
    """The rows of a fixture, to be changed. `arguments` names a scenario's arguments, where they are a tuple."""

    def __init__(self, fixture: F, arguments: Sequence[str], keep: OtherData, rng: Random) -> None:
        self._fixture, self._names, self._keep, self._rng = fixture, arguments, keep, rng
        self._parts: list[_Part] = []
        self._of_table: dict[int, _Part] = {}
        for table in (*fixture.tables("source"), *fixture.tables("warehouse")):
            assert not callable(table.rows)
            json = [name for name, kind in table.columns.items() if kind.upper().startswith("JSON")]
            unique = tuple(name for name, kind in table.columns.items() if UNIQUE.search(kind))
            part = _Part(tuple(table.columns), (*keep.fixed, *json), list(table.rows), unique)
            self._of_table[id(table)] = part
            self._parts.append(part)
        self._of_list: dict[int, _Part] = {}
        for name, value in self._given().items():
            columns = self._columns_of(name)
            for rows in _lists(value) if columns else ():
                part = _Part(columns, keep.fixed, list(rows))
                self._of_list[id(rows)] = part
                self._parts.append(part)

    def _given(self) -> dict[Name, Any]:
        given = self._fixture.arguments if isinstance(self._fixture, Scenario) else ()
        if isinstance(given, partial):
            by_place: dict[Name, Any] = dict(enumerate(given.args))
            return by_place | given.keywords
        return {} if callable(given) else dict(zip(self._names, given, strict=True))

    def _columns_of(self, argument: Name) -> tuple[str, ...]:
        """The columns of an argument that holds rows; none of another."""
        return self._keep.rows.get(argument, ()) if isinstance(argument, str) else ()

    # --- rows less and more

    def resize(self) -> None:
        """Add some groups of rows, each one with keys of its own; of many groups, also drop some."""
        groups = self._groups()
        count = sum(map(len, groups))
        if count <= FEW:
            return
        added = [pick(self._rng, groups) for _ in range(int((ADDED + 1) * self._rng.random()))]
        used = {each for part in self._parts for each in leaves(part.rows)} | set(leaves(self._given()))
        copies = [self._copy(group, used) for group in added if len(group) <= LONGEST]
        spare = int(DROPPED * count * self._rng.random()) if len(groups) >= MANY else 0
        gone: set[Place] = set()
        for group in shuffled(self._rng, groups):
            if len(gone) + len(group) <= spare:
                gone.update(group)
        for number, part in enumerate(self._parts):
            part.rows = [row for place, row in enumerate(part.rows) if (number, place) not in gone]
        for number, row in (pair for copy in copies for pair in copy):
            self._parts[number].rows.append(row)

    def _key_columns(self, part: _Part) -> list[str]:
        """The first column, and the first that all parts have: rows that are equal there belong together."""
        shared = [name for name in self._parts[0].columns if all(name in each.columns for each in self._parts)]
        return list(dict.fromkeys([part.columns[0], *shared[:1]]))

    def _groups(self) -> list[list[Place]]:
        """The rows that belong together, as places. What hangs together is dropped, or copied, together."""
        of: dict[object, list[Place]] = defaultdict(list)
        keys: dict[Place, list[object]] = {}
        for number, part in enumerate(self._parts):
            names = self._key_columns(part)
            for at, row in enumerate(part.rows):
                values = zip(names, (row[part.columns.index(name)] for name in names), strict=True)
                keys[number, at] = [pair for pair in values if pair[1] is not None]
                for key in keys[number, at]:
                    of[key].append((number, at))
        groups: list[list[Place]] = []
        seen: set[Place] = set()
        for start in keys:
            if start in seen:
                continue
            group, new = [], [start]
            seen.add(start)
            while new:
                place = new.pop()
                group.append(place)
                for other in (other for key in keys[place] for other in of[key]):
                    if other not in seen:
                        seen.add(other)
                        new.append(other)
            groups.append(sorted(group))
        return groups

    def _copy(self, group: list[Place], used: set) -> list[tuple[int, tuple]]:
        """The group's rows with keys that are not `used`, each with its part's number; none if a key is fixed."""
        keys: dict[tuple[str, object], object] = {}
        found = []
        for number, place in group:
            part = self._parts[number]
            row = list(part.rows[place])
            for name in dict.fromkeys([*self._key_columns(part), *part.unique]):
                if name in part.fixed:
                    return []
                at = part.columns.index(name)
                if (name, row[at]) not in keys:
                    keys[name, row[at]] = fresh(self._rng, row[at], used)
                row[at] = keys[name, row[at]]
            found.append((number, tuple(row)))
        return found

    # --- the fixture

    def fixture(self, keep_order: bool) -> F:
        """The fixture with other values, and its rows in another order unless `keep_order`."""
        bare = [part.rows for part in self._parts]
        further = {field.name for field in fields(self._fixture)} - {field.name for field in fields(Scenario)}
        own = {name: getattr(self._fixture, name) for name in further}
        values = Values(self._rng, list(leaves([bare, self._given(), self._fixture.binds, own])))

        def other(part: _Part) -> list[tuple]:
            rows = part.rows if keep_order else shuffled(self._rng, part.rows)
            return [tuple(_value(values, part, at, value) for at, value in enumerate(row)) for row in rows]

        made = {id(part): other(part) for part in self._parts}
        changes: dict[str, Any] = values.moved(own)
        for engine in ("source", "warehouse"):
            changes[engine] = [
                replace(entry, rows=made[id(self._of_table[id(entry)])]) if isinstance(entry, Table) else entry
                for entry in getattr(self._fixture, engine)
            ]
        changes["binds"] = values.moved(dict(self._fixture.binds))
        if isinstance(self._fixture, Scenario):
            given = self._fixture.arguments
            changes["arguments"] = self._arguments(given, values, lambda rows: made[id(self._of_list[id(rows)])])
        return replace(self._fixture, **changes)

    def _arguments(self, given: Arguments, values: Values, other: Callable[[list], list]) -> Arguments:
        def changed(name: Name, value: Any) -> Any:
            if not self._columns_of(name):
                return values.moved(value)
            return [other(rows) for rows in value] if _is_nested(value) else other(value)

        found = {name: changed(name, value) for name, value in self._given().items()}
        if isinstance(given, partial):
            named = {name: found[name] for name in given.keywords}
            return partial(given.func, *(found[place] for place in range(len(given.args))), **named)
        return given if callable(given) else tuple(found.values())


def _value(values: Values, part: _Part, at: int, value: object) -> object:
    return value if part.columns[at] in part.fixed else values.other(part.columns[at], value)


def _is_nested(value: list) -> bool:
    return bool(value) and isinstance(value[0], list)


def _lists(value: list) -> Iterator[list]:
    """The lists of rows that an argument holds: itself, or those in it."""
    yield from value if _is_nested(value) else [value]
