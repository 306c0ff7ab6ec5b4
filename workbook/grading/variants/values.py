"""Other values for a fixture's: what is equal stays equal, what is greater stays greater, and edges stay edges."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from random import Random
from typing import TypeVar, cast

KEYS = ("id", "userid", "k")  # columns of numbers that only tell rows apart
LARGE = 1_000_000  # numbers beyond it are there for their size
FOUR_YEARS = 1461  # days: month ends, leap days and New Year stay what they are
# Dates outside of it are there because they are far away; and no date may pass the clock, by which loads stamp.
EARLIEST, LATEST = dt.date(1971, 1, 1), dt.date(2026, 7, 1)
# Scores that count alike. 0 and 6 are edges of theirs.
KINDS = ((1, 2, 3, 4, 5), (7, 8), (9, 10))
# Texts that mean something to SQL, CSV or Python, besides what they say.
MEANS_SOMETHING = re.compile(r"[\\%{};:]|^(none|null|nan|nat|inf|true|false)$", re.IGNORECASE)
NINES = re.compile(r"-?9{4,}(\.9+)?")  # the largest number of a type's digits
HANGUL, SYLLABLES = 0xAC00, 11172

T = TypeVar("T")


def pick(rng: Random, choices: Sequence[T]) -> T:
    """One of `choices`. Not Random.choice: only random() gives the same on each version of Python."""
    return choices[int(rng.random() * len(choices))]


def shuffled(rng: Random, items: Iterable[T]) -> list[T]:
    """The items in another order."""
    return sorted(items, key=lambda _: rng.random())


class Values:
    """A map from a fixture's values to others: one and the same for all of its tables, arguments and binds."""

    def __init__(self, rng: Random, there: Iterable[object]) -> None:
        """`there` are the fixture's values, which say how far its dates may move."""
        self._rng = rng
        self._step = 1 + int(50 * rng.random())  # of keys
        self._warmer = (1 + int(8 * rng.random())) / 2  # of fractions
        self._letters = 1 + int(25 * rng.random())
        self._scores = {
            score: other for kind in KINDS for score, other in zip(kind, shuffled(rng, kind), strict=True)
        }
        self._days = self._remote(there)

    def _remote(self, there: Iterable[object]) -> dt.timedelta:
        dates = [_day(each) for each in there if isinstance(each, dt.date)]
        days = [day for day in dates if EARLIEST <= day < LATEST]
        if not days:
            return dt.timedelta()
        back = (min(days) - EARLIEST).days // FOUR_YEARS
        on = ((LATEST - max(days)).days - 1) // FOUR_YEARS
        ways = [n for n in range(-back, on + 1) if n]
        return dt.timedelta(FOUR_YEARS * pick(self._rng, ways)) if ways else dt.timedelta()

    def other(self, column: str, value: object) -> object:
        """The value that stands for `value` in a column of this name."""
        if isinstance(value, dt.date):
            return self.moved(value)
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int):
            if column == "score":
                return self._scores.get(value, value)
            is_plain = column in KEYS and 0 < abs(value) < LARGE
            return value + (self._step if value > 0 else -self._step) if is_plain else value
        if isinstance(value, float | Decimal):
            return self._number(value)
        return self._text(value) if isinstance(value, str) else value

    def _number(self, value: float | Decimal) -> float | Decimal:
        if not 0.01 <= max(value, -value) < LARGE or round(value, 2) != value or NINES.fullmatch(str(value)):
            return value
        by = self._warmer if value > 0 else -self._warmer
        return round(value + by, 4) if isinstance(value, float) else round(value + Decimal(by), 4)

    def _text(self, value: str) -> str:
        if MEANS_SOMETHING.search(value):
            return value
        found = "".join(map(self._letter, value))
        return value if MEANS_SOMETHING.search(found) else found

    def _letter(self, letter: str) -> str:
        code = ord(letter)
        for first, count in ((ord("a"), 26), (ord("A"), 26), (HANGUL, SYLLABLES)):
            if first <= code < first + count:
                return chr(first + (code - first + self._letters) % count)
        return letter

    def moved(self, value: T) -> T:
        """`value` with its dates moved, whatever holds them: a list, tuple, set, mapping or dataclass."""
        return cast(T, self._moved(value))

    def _moved(self, value: object) -> object:
        if isinstance(value, dt.date):
            return value + self._days if EARLIEST <= _day(value) < LATEST else value
        if isinstance(value, list | set | frozenset) or type(value) is tuple:
            return type(value)(map(self.moved, value))
        if isinstance(value, dict):
            return {key: self.moved(each) for key, each in value.items()}
        if is_dataclass(value) and not isinstance(value, type):
            there = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
            other = self.moved(there)
            return replace(value, **other) if other != there else value
        return value


def fresh(rng: Random, value: object, used: set) -> object:
    """A value of the kind of `value`, near it, that is not in `used`, where it is added; None for None."""
    if value is None:
        return None
    tries = 0
    while (found := _of_its_kind(rng, value, tries)) in used:
        tries += 1
    used.add(found)
    return found


def _of_its_kind(rng: Random, value: object, tries: int) -> object:
    if isinstance(value, dt.datetime):
        return value + dt.timedelta(seconds=int((10_000 + tries) * rng.random()))
    if isinstance(value, dt.date):
        return value + dt.timedelta(int((80 + tries) * (rng.random() - 0.5)))
    if isinstance(value, int):
        return 1 + int((max(abs(value), 90) + (tries if abs(value) < LARGE else 0)) * rng.random())
    return "".join(pick(rng, "abcdefghijklmnopqrstuvwxyz") for _ in range(6))


def leaves(value: object) -> Iterator[object]:
    """The single values in a list, tuple, set, mapping or dataclass, or in several of them in each other."""
    if isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from leaves(each)
    elif isinstance(value, dict):
        yield from leaves(list(value.values()))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from leaves([getattr(value, field.name) for field in fields(value)])
    else:
        yield value


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value
