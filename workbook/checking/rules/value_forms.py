"""Forms of values in which equal ones are equal, and what a column of a table must give back."""

import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from workbook.checking.compare import in_utc


def number(value: object) -> object:
    """Numbers by their exact value: 0.1 as a binary fraction is not 0.10."""
    return Decimal(value) if isinstance(value, (int, float, Decimal)) else value


def text(value: object) -> object:
    """Text, to the letter."""
    return value


def six_digits(value: object) -> object:
    """Numbers as a REAL holds them: to six digits."""
    return float(f"{value:.6g}") if isinstance(value, (int, float, Decimal)) else value


def moment(value: object) -> object:
    """A date with a time, to the microsecond, in UTC where it has a zone."""
    return in_utc(value) if isinstance(value, datetime.datetime) else value


def document(value: object) -> object:
    """JSON, by what it says: spaces and the order of keys don't matter. JSON's null is not SQL's NULL."""
    if not isinstance(value, (str, bytes, bytearray)):
        return value
    try:
        return "JSON", json.loads(value, parse_float=Decimal)
    except ValueError:
        return value


NUMBER, BOOLEAN, TIME = "N", "B", "D"  # pg_type.typcategory
# By a column's `same`.
CATEGORIES: dict[Callable, str] = {
    number: NUMBER,
    moment: TIME,
}  # for the others any will do that gives the values back


@dataclass(frozen=True)
class Column:
    """A column to load: `same` gives a form in which equal values are equal; `advice` helps where they are not.

    `categories` are those that its type may have, where they are other than those of CATEGORIES.
    """

    same: Callable[[object], object]
    advice: str = ""
    categories: str = ""

    def takes(self, category: str) -> bool:
        """Whether a type of this category is right."""
        return category in (self.categories or CATEGORIES.get(self.same, category))
