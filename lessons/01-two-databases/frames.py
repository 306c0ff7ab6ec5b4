"""What `read_frame` must return: a frame whose cells are the source's values, in whatever zone the session is."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pymysql

from workbook.checking.data_frames import Cells, cells_of
from workbook.checking.function_runner import FunctionRun
from workbook.checking.instrumented_drivers import NEVER, StatementHook
from workbook.checking.limits import CallResult
from workbook.errors import described
from workbook.exercises import Fault, Rows, Rule

HOUR, QUARTER, FARTHEST = dt.timedelta(hours=1), dt.timedelta(minutes=15), dt.timedelta(hours=14)  # of zones
ZONES = (("+09:00", "Seoul"), ("-03:30", "Newfoundland"))
TYPES = {
    "integer": "an int, in a column of Int64, UInt64 or object",
    "decimal": "a Decimal",
    "text": "a str",
    "timestamp": "a datetime or Timestamp, in UTC",
    "datetime": "a datetime or Timestamp, without a time zone",
}
AS_FLOAT = "pandas made the column one of floats, which are exact only up to 2**53, and are not integers."
DECIMAL_AS = {
    float: "The column became one of floats, which hold 0.1 only nearly.",
    str: "The column became one of texts. (With dtype_backend, pandas makes a text of each Decimal.)",
    int: "The column became one of integers.",
}


def plain(value: object) -> str:
    """A value and its type, as a row of the evidence shows them."""
    if value is None:
        return "NULL"
    text = repr(value) if isinstance(value, str | bytes) else str(value)
    return f"{text} ({type(value).__name__})"


def right(kind: str, wanted: object, came: object) -> bool:
    """Whether a cell holds the value that a column of this kind should hold."""
    if wanted is None or came is None:
        return wanted is came
    if kind == "integer":
        return isinstance(came, int) and not isinstance(came, bool) and came == wanted
    if kind == "decimal":
        return isinstance(came, Decimal) and came == wanted
    if kind == "text":
        return isinstance(came, str) and came == wanted
    if not isinstance(came, dt.datetime):
        return False
    if kind == "timestamp" and came.utcoffset() is not None:
        came = came.astimezone(dt.UTC).replace(tzinfo=None)
    return came.tzinfo is None and came == wanted


def why(kind: str, wanted: object, came: object) -> str:
    """What a wrong cell points to, in a sentence; "" where it does not."""
    if wanted is None or came is None:
        return _nulls(kind, wanted, came)
    if kind == "integer":
        return AS_FLOAT if isinstance(came, float) else ""
    if kind == "decimal":
        return next((says for known, says in DECIMAL_AS.items() if type(came) is known), "")
    if kind in ("timestamp", "datetime") and isinstance(came, dt.datetime):
        return _times(kind, wanted, came)
    return ""


def _nulls(kind: str, wanted: object, came: object) -> str:
    if kind == "text" and {wanted, came} == {None, ""}:
        return "NULL and an empty text are different values."
    if wanted is None and isinstance(came, str):
        return "NULL became a text."
    return "NULL became a value." if wanted is None else "The value is lost."


def _times(kind: str, wanted: object, came: dt.datetime) -> str:
    assert isinstance(wanted, dt.datetime)
    if kind == "datetime" and came.tzinfo is not None:
        return "A DATETIME has no time zone: it is digits, the same in every session."
    off = came.replace(tzinfo=None) - wanted
    if came.replace(tzinfo=None) == wanted.replace(microsecond=0):
        return "The fractions of the second are lost."
    if off % QUARTER or abs(off) > FARTHEST:
        return ""
    hours = f"It is {abs(off) / HOUR:g} hours {'late' if off > dt.timedelta() else 'early'}."
    if kind == "datetime":
        return f"{hours} A DATETIME is not converted: it is digits, the same in every session."
    return f"{hours} A TIMESTAMP is shown in the time zone of the session, which is not always UTC."


@dataclass(frozen=True)
class Wrong:
    """The first wrong cell of a column: its row from 1 on, what should be there, and what came."""

    column: str
    kind: str
    row: int
    wanted: object
    came: object


def differences(cells: Cells, kinds: dict[str, str], rows: Sequence[tuple]) -> list[Wrong]:
    """The first wrong cell of each column that has one."""
    found = []
    for at, (name, kind) in enumerate(kinds.items()):
        pairs = zip([row[at] for row in rows], cells.columns[at], strict=True)
        wrong = next(((n, *pair) for n, pair in enumerate(pairs, 1) if not right(kind, *pair)), None)
        if wrong:
            found.append(Wrong(name, kind, *wrong))
    return found


def frame_faults(returned: object, kinds: dict[str, str], rows: Sequence[tuple]) -> list[Fault]:
    """What is wrong with a returned value; all wrong columns are named at once."""
    cells = cells_of(returned)
    if cells is None:
        came = "nothing: end it with return" if returned is None else f"a {type(returned).__name__}"
        return [Fault(f"it should return a pandas DataFrame, and returns {came}.")]
    if cells.names != list(kinds):
        wanted, came = ", ".join(kinds), ", ".join(map(str, cells.names))
        return [Fault(f"the columns should be {wanted}, as the query names them, and are {came or 'none'}.")]
    count = len(cells.columns[0])
    if count != len(rows):
        return [Fault(f"the query gives {_rows(len(rows))}, and the frame has {count}.")]
    wrong = differences(cells, kinds, rows)
    if not wrong:
        return []
    if not differences(_sorted(cells), kinds, sorted(rows, key=repr)):
        return [Fault("the rows are right, but not in the query's order.")]
    names = ", ".join(each.column for each in wrong)
    reasons = dict.fromkeys(filter(None, (why(each.kind, each.wanted, each.came) for each in wrong)))
    says = " ".join([f"not as the source has it: {names}.", *reasons])
    shown = [
        (each.column, each.row, plain(each.wanted) if each.wanted is None else _wanted(each), plain(each.came))
        for each in wrong
    ]
    return [Fault(says, (Rows(["column", "row", "should be", "came"], shown),))]


def _sorted(cells: Cells) -> Cells:
    rows = sorted(zip(*cells.columns, strict=True), key=repr)
    return Cells(cells.names, [list(column) for column in zip(*rows, strict=True)])


def _wanted(wrong: Wrong) -> str:
    text = repr(wrong.wanted) if isinstance(wrong.wanted, str) else str(wrong.wanted)
    return f"{text}, {TYPES[wrong.kind]}"


def _rows(count: int) -> str:
    return f"{count} row{'s' * (count != 1)}"


@dataclass(frozen=True)
class SameValues(Rule):
    """The function returns a frame of the query's columns and rows, with the source's values."""

    name = "frame"
    passed = "the query's rows, each value as the source has it"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """What is no frame, other columns or rows, or values that differ."""
        return frame_faults(run.returned, dict(run.fixture.kinds), run.fixture.expected())


@dataclass(frozen=True)
class WhateverTheZone(Rule):
    """In sessions of other time zones the function returns the same, and leaves the session's zone as it was.

    Each zone is tried with each scenario that is not large.
    """

    name = "time zone"
    passed = "the same in sessions of other time zones, which stay in theirs"
    needs_same_process = True
    on_large = False

    def faults(self, run: FunctionRun) -> list[Fault]:
        """The first zone in which it goes wrong."""
        kinds, rows = dict(run.fixture.kinds), run.fixture.expected()
        if frame_faults(run.returned, kinds, rows):
            return []  # wrong in UTC too, which the other rule has said
        for zone, place in (("+00:00", "UTC"), *ZONES):
            called, after = _called_in(zone, run)
            where = f"in a session with the time of {place} ({zone})"
            if called.error is not None:
                return [Fault(f"{where}, it stops with {described(called.error)}.")]
            if found := frame_faults(called.returned, kinds, rows):
                return [Fault(f"{where}, {found[0].text}", found[0].evidence)]
            if after != zone:
                return [Fault(f"it left the session's time zone at {after}; it was {zone}. Put it back.")]
        return []


def _called_in(zone: str, run: FunctionRun) -> tuple[CallResult, str]:
    """The function's call in a session of another zone, and that session's zone afterwards."""
    after = [zone]

    def in_that_zone(source: pymysql.Connection, *arguments: object) -> object:
        _ask(source, f"SET SESSION time_zone = '{zone}'")
        returned = run.function(source, *arguments)
        after[0] = _ask(source, "SELECT @@session.time_zone")
        return returned

    called = run.runner.call(in_that_zone, run.fixture, StatementHook(fail_at=NEVER)).called
    return called, after[0]


def _ask(source: pymysql.Connection, statement: str) -> str:
    with pymysql.cursors.Cursor(source) as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
        return row[0] if row else ""
