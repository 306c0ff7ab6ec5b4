"""Compares rows that an answer gave with those of an oracle, as a multiset or in order; shows the difference."""

import datetime
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from workbook.exercises.tables import Rows

SHOWN = 5  # differing rows shown of each kind
AS_THEY_ARE = frozenset({bool, type(None), int, str, datetime.date})
KEYS = 10_000  # of rows that are remembered
DIGITS = 6  # of a REAL: more of them differ between the ways to read one


class AnyOf(tuple):
    """Rows of which any one is right, as where two are equally new: `AnyOf([row, row])`."""

    __slots__ = ()


def normal(value: object) -> object:
    """A form in which equal values are equal, whatever type the driver read them as."""
    if type(value) in AS_THEY_ARE:
        return value
    if isinstance(value, (float, Decimal)):
        if not math.isfinite(value):
            return f"number {value}".lower()
        return int(value) if value == int(value) else float(f"{value:.{DIGITS}g}")
    if isinstance(value, datetime.datetime):
        return in_utc(value)
    if isinstance(value, (list, dict)):
        return repr(value)
    if isinstance(value, memoryview):
        return bytes(value)
    return value


def in_utc(moment: datetime.datetime) -> datetime.datetime:
    """A moment without a zone: in UTC where it has one."""
    return moment if moment.tzinfo is None else moment.astimezone(datetime.UTC).replace(tzinfo=None)


def _key(row: Iterable) -> tuple:
    try:
        return _known_key(tuple(row))
    except TypeError:  # a list or a dict in it, which has no hash
        return tuple(map(normal, row))


@lru_cache(KEYS)
def _known_key(row: tuple) -> tuple:
    # One row stands in what the oracle of each mistake gives. Rows that are equal have one key, of whatever types.
    return tuple(map(normal, row))


@dataclass
class Difference:
    """How rows differ from the expected ones; false if they do not."""

    columns: Sequence[str]
    missing: list[tuple]  # expected rows that did not come
    surplus: list[tuple]  # rows that came and are not expected
    order_at: int | None = None  # the first row out of order, where all the rows are right

    def __bool__(self) -> bool:
        return bool(self.missing or self.surplus) or self.order_at is not None

    def __str__(self) -> str:
        if self.order_at is not None:
            return f"the rows are right, but not their order: row {self.order_at + 1} is out of place"
        parts = []
        if self.missing:
            parts.append(f"{_rows(len(self.missing))} missing")
        if self.surplus:
            parts.append(f"{_rows(len(self.surplus))} not expected")
        return ", ".join(parts)

    def table(self) -> Rows:
        """The first differing rows, those of one kind beside each other, each marked."""
        marked = [("missing", *row) for row in self.missing[:SHOWN]]
        marked += [("not expected", *map(_quoted, row, *self.missing[:1])) for row in self.surplus[:SHOWN]]
        # By the rows' first value, so that a row and its rival stand one below the other.
        marked.sort(key=lambda row: (row[1] is None, str(row[1]), row[0]))
        left = len(self.missing) + len(self.surplus) - len(marked)
        return Rows(["", *self.columns], marked, f"… and {left} more" if left else "")


def _quoted(value: object, right: object = "") -> object:
    """A text that stands where another type is right, so that '772' can be told from 772."""
    return repr(value) if isinstance(value, str) and not isinstance(right, (str, type(None))) else value


def _rows(count: int) -> str:
    return f"{count} row" if count == 1 else f"{count} rows"


def compare(
    columns: Sequence[str], expected: Sequence[tuple | AnyOf], got: Sequence[tuple], ordered: bool = False
) -> Difference:
    """The difference between `expected` (tuples or AnyOf) and `got` (tuples), both in the order of `columns`."""
    if _plainly_the_same(expected, got) and not ordered:
        return Difference(columns, [], [])
    left = Counter(_key(row) for row in got)
    missing: list[tuple] = []
    for choice in sorted(expected, key=lambda row: isinstance(row, AnyOf)):  # the certain ones first
        choices = choice if isinstance(choice, AnyOf) else (choice,)
        found = next((key for key in map(_key, choices) if left[key] > 0), None)
        if found is None:
            missing.append(tuple(choices[0]))
        else:
            left[found] -= 1
    surplus = []
    for row in got:
        key = _key(row)
        if left[key] > 0:
            left[key] -= 1
            surplus.append(tuple(row))
    order_at = None
    if ordered and not missing and not surplus:
        pairs = enumerate(zip(expected, got, strict=True))
        order_at = next((i for i, (want, row) in pairs if not _fits(want, row)), None)
    return Difference(columns, missing, surplus, order_at)


def _plainly_the_same(expected: Sequence[tuple | AnyOf], got: Sequence[tuple]) -> bool:
    """Whether the rows are the same as they were read; quick, and most answers' are, so `normal` is not asked."""
    if len(expected) != len(got):
        return False
    certain = (row[0] if isinstance(row, AnyOf) and len(row) == 1 else row for row in expected)
    try:
        return Counter(certain) == Counter(got)
    except TypeError:  # lists and dicts have no hash
        return False


def same(expected: Sequence[tuple | AnyOf], got: Sequence[tuple]) -> bool:
    """Whether `compare` would find no difference; quick where there is one."""
    return len(expected) == len(got) and not compare((), expected, got)


def _fits(want: tuple | AnyOf, row: tuple) -> bool:
    choices = want if isinstance(want, AnyOf) else (want,)
    return _key(row) in {_key(choice) for choice in choices}
