"""Oracles for questions about each key of a table ("the newest row of each date"), and for the common mistakes.

Each works from the rows of one table of the fixture, as named tuples in the order of insertion.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from workbook.checking.compare import AnyOf, normal
from workbook.checking.rules.result_rows import Oracle, Symptom
from workbook.databases.fixtures import Fixture

if TYPE_CHECKING:
    from _typeshed import SupportsRichComparison

Order = Callable[[tuple], "SupportsRichComparison"]  # a row's rank: the greatest row is the one to keep


def greatest(rows: Iterable[tuple], order: Order) -> list[tuple]:
    """The rows that `order` ranks highest; more than one where they tie."""
    ranked = [(order(row), row) for row in rows]
    top = max((rank for rank, _ in ranked), default=None)
    return [row for rank, row in ranked if rank == top]


class PerKey:
    """The rows of `table` that are equal in the columns `key`, a group at a time; without a key, all in one."""

    def __init__(self, table: str, *key: str) -> None:
        self.table, self.key = table, key

    def groups(self, fixture: Fixture) -> list[list[tuple]]:
        """The rows of each key, in the order of insertion."""
        found = defaultdict(list)
        for row in fixture.rows(self.table):
            found[tuple(getattr(row, column) for column in self.key)].append(row)
        return list(found.values())

    def tops(self, fixture: Fixture, order: Order) -> list[list[tuple]]:
        """The greatest rows of each group."""
        return [greatest(group, order) for group in self.groups(fixture)]

    def one(self, order: Order) -> Oracle:
        """The greatest row of each group; where several tie, any one of them."""
        return lambda fixture: [AnyOf(rows) for rows in self.tops(fixture, order)]

    def ties(self, order: Order) -> Oracle:
        """The greatest rows of each group, all of them."""
        return lambda fixture: [row for rows in self.tops(fixture, order) for row in rows]

    def alone(self, order: Order) -> Oracle:
        """The greatest row of each group that has just one such row."""
        return lambda fixture: [rows[0] for rows in self.tops(fixture, order) if len(rows) == 1]

    def inserted(self, place: int) -> Oracle:
        """The row of each group that was inserted first (`place` 0) or last (-1)."""
        return lambda fixture: [group[place] for group in self.groups(fixture)]

    def max_of_each_column(self) -> Oracle:
        """One row a group, of the greatest value in each column: a row that may never have been stored."""

        def largest(column: Iterable) -> object:
            return max((value for value in column if value is not None), default=None)

        return lambda fixture: [tuple(map(largest, zip(*group, strict=True))) for group in self.groups(fixture)]


def distinct(oracle: Oracle) -> Oracle:
    """The oracle's rows without repeated ones."""
    return lambda fixture: list(dict.fromkeys(oracle(fixture)))


def kept_wrongly(table: str, key: str) -> tuple[Symptom, ...]:
    """What the rows of a wrong answer show, where it should hold one stored row of `table` for each `key`."""

    def stored(fixture: Fixture) -> set[tuple]:
        return {tuple(map(normal, row)) for row in fixture.rows(table)}

    def keys(fixture: Fixture, got: Iterable[tuple]) -> list:
        place = fixture.rows(table)[0]._fields.index(key) if fixture.rows(table) else 0
        return [row[place] for row in got]

    def lacks_a_key(fixture: Fixture, got: Sequence[tuple]) -> bool:
        return not {normal(value) for value in map(attrgetter(key), fixture.rows(table))} <= set(
            keys(fixture, got)
        )

    return (
        Symptom(
            f"There is a row that {table} never held: keep whole rows, as they were stored.",
            lambda fixture, got: not set(got) <= stored(fixture),
        ),
        Symptom(f"Not every {key} is there, and each one has a newest row.", lacks_a_key),
        Symptom(
            f"The same {key} is there more than once.",
            lambda fixture, got: len(set(keys(fixture, got))) < len(got),
        ),
        Symptom(
            f"A row was kept that is not the newest of its {key}: look at what orders the rows.",
            lambda fixture, got: True,
        ),
    )
