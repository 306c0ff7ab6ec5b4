"""What an answer is run on, beyond the tables: a function's arguments or frames, a DAG's days, dbt's commands."""

import datetime
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from workbook.databases.fixtures import Fixture


@dataclass(frozen=True)
class Scenario(Fixture):
    """A fixture, and what the function is given behind its connections.

    `arguments` are copied for each call; or they are a function that makes them, for what can't be copied (a path
    to a new file). `objects` are in the bucket before the run, by key. `table` is what the second session watches,
    where it is another than the exercise's; `seconds` how long one call may take, where that is more than usual.
    One that is `large`, thousands of rows, shows what commits, cuts or pages by the hundred or thousand. It is run
    only where all others went well, and few of its statements are looked at or made to fail.
    """

    arguments: tuple | Callable[[], tuple] = ()
    objects: Mapping[str, bytes] = field(default_factory=dict)
    table: str = ""
    seconds: float = 0.0
    large: bool = False

    @property
    def written_arguments(self) -> tuple:
        """The arguments as the lesson writes them down. Raises TypeError where a function makes them."""
        if callable(self.arguments):
            raise TypeError(f"the arguments of {self.name!r} are made anew for each call")
        return self.arguments


@dataclass(frozen=True)
class DagScenario(Fixture):
    """A fixture, and the days for which the DAG is run on it, one after the other.

    `dates` are logical dates ("2025-03-01"). `objects` are in the bucket before the first run, by key. `dag` is
    the id of the DAG to run, where that is not the file's first.
    """

    dates: Sequence[str] = ()
    objects: Mapping[str, bytes] = field(default_factory=dict)
    dag: str = ""


@dataclass(frozen=True)
class DbtStep:
    """A command of dbt, and what happens to the tables before it.

    `sql` is run first. `name` says what it is, for a verdict. One that is not `right` has data that tests must
    find wrong: then the command fails.
    """

    name: str = ""
    sql: str = ""
    command: tuple[str, ...] = ("run",)
    right: bool = True


@dataclass(frozen=True)
class DbtScenario(Fixture):
    """A fixture, and the commands of dbt that are run on it, one after the other.

    `schema` is the target's, in which dbt makes its tables; `environment` are variables that the project's files
    read with env_var().
    """

    steps: Sequence[DbtStep] = (DbtStep(),)
    schema: str = "analytics"
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Frame:
    """The rows of a DataFrame: `columns` maps names to Spark's types, as "decimal(20,4)"; a datetime is in UTC.

    They are in so many `partitions`, in their order. The task that reads a row for which `fails` is true, an
    expression of Spark's SQL, ends with an error.
    """

    columns: Mapping[str, str]
    rows: Sequence[tuple]
    partitions: int = 3
    fails: str = ""

    @cached_property
    def records(self) -> list:
        """The rows as named tuples, so that an oracle can say `row.modified`."""
        record = namedtuple("Row", tuple(self.columns))  # type: ignore[misc]
        return [record(*row) for row in self.rows]

    @property
    def texts(self) -> list[tuple]:
        """The rows as texts that Spark's CAST reads; None stays."""
        return [as_texts(row) for row in self.rows]


def as_texts(row: Sequence) -> tuple:
    """The values of a row as Spark's CAST to a string writes them; None stays."""
    return tuple(map(_as_text, row))


def _as_text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        text = value.isoformat(" ")
        return text.rstrip("0") if value.microsecond else text
    return None if value is None else str(value)


@dataclass(frozen=True)
class Call:
    """One call of an answer's function for Spark.

    An argument is a Frame, a date, or the word "path", which stands for the folder of the scenario's table. If it
    `reads`, what counts is not what the function returns, but what a reader then finds in that folder. One that
    `fails` has rows that can't be read, so the function must raise. `name` says what it is, for a verdict.
    """

    arguments: tuple
    name: str = ""
    reads: bool = False
    fails: bool = False

    @property
    def where(self) -> str:
        """Its name behind other words, as " after the second run"; "" for the only one."""
        return f" {self.name}" if self.name else ""


@dataclass(frozen=True)
class SparkScenario(Fixture):
    """Calls of a function for Spark, one after the other, in sessions with these settings of Spark's SQL."""

    calls: Sequence[Call] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    large: bool = False

    def frame(self, at: int = 0, call: int = 0) -> Frame:
        """A frame that a call is given, by its place among the arguments."""
        return self.calls[call].arguments[at]


@dataclass(frozen=True)
class OtherData:
    """What a fixture's other data must keep, so that an exercise stays what it is (grading.variants makes them).

    `fixed` are columns whose values the exercise's text or a check's SQL names. `as_many`: SQL counts the rows, so
    none may come or go. `rows` names the columns of a function's arguments that hold rows, by the argument's name.
    """

    fixed: tuple[str, ...] = ()
    as_many: bool = False
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
