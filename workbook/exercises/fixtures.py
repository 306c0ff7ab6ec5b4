"""What an answer is run on, beyond the tables: a function's arguments, a DAG's days, a dbt project's commands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

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
class OtherData:
    """What a fixture's other data must keep, so that an exercise stays what it is (grading.variants makes them).

    `fixed` are columns whose values the exercise's text or a check's SQL names. `as_many`: SQL counts the rows, so
    none may come or go. `rows` names the columns of a function's arguments that hold rows, by the argument's name.
    """

    fixed: tuple[str, ...] = ()
    as_many: bool = False
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
