"""Rules for answers that are functions for Spark."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from workbook.checking.compare import AnyOf, compare, same
from workbook.checking.rules.result_rows import columns_fault, difference_fault
from workbook.checking.spark_run import SparkCall, SparkRun
from workbook.exercises.fixtures import Frame, SparkScenario, as_texts
from workbook.exercises.rule import Rule
from workbook.exercises.verdicts import Fault

OfCall = Callable[[SparkScenario, int], Sequence[tuple | AnyOf]]  # the right rows after a call, counted from 0
MOST_COLLECTED = 100  # rows


@dataclass(frozen=True)
class FrameMistake:
    """A known mistake: the rows that it gives after each call, and its name in words that help."""

    says: str
    oracle: OfCall


@dataclass(frozen=True)
class FrameRows(Rule):
    """After each call there are these columns, of these types and in any order, and the oracle's rows.

    Of the DataFrame that the function returns, or of the table in its folder: `what` says which, in words. A call
    that must fail has raised an error.
    """

    columns: Mapping[str, str]
    oracle: OfCall
    mistakes: tuple[FrameMistake, ...] = ()
    what: str = "the rows"

    name = "rows"
    passed = "the rows that were asked for"

    def faults(self, run: SparkRun) -> list[Fault]:
        """The first call after which something is wrong."""
        for at, call in enumerate(run.calls):
            where = run.fixture.calls[at].where
            expected = _texts(self.oracle(run.fixture, at))
            if run.fixture.calls[at].fails and not call.error:
                says = f"a row can't be read{where}, and the function returns as if all went well"
                return [Fault(f"{says}: the error must reach the caller.")]
            if not expected and not call.rows and run.fixture.calls[at].reads:
                continue  # a table without rows need not know its columns
            if wrong := self._wrong_columns(call):
                return [wrong]
            if difference := compare(tuple(self.columns), expected, self._got(call)):
                verb = "differ" if self.what.endswith("rows") else "is not as it should be"
                return [difference_fault(f"{self.what} {verb}{where}", difference, "")]
        return []

    def suspects(self, run: SparkRun) -> Iterable[str]:
        """The mistakes that give the rows of every call."""
        if any(self._wrong_columns(call) for call in run.calls if call.rows):
            return []
        return [each.says for each in self.mistakes if self._explains(each, run)]

    def _explains(self, mistake: FrameMistake, run: SparkRun) -> bool:
        return all(
            same(_texts(mistake.oracle(run.fixture, at)), self._got(call) if call.rows else [])
            for at, call in enumerate(run.calls)
        )

    def _wrong_columns(self, call: SparkCall) -> Fault | None:
        names = [name for name, _ in call.columns]
        if wrong := columns_fault(tuple(self.columns), names):
            return wrong
        for name, kind in call.columns:
            if kind != self.columns[name]:
                return Fault(f"{name} is {kind}, and should be {self.columns[name]}, as it came.")
        return None

    def _got(self, call: SparkCall) -> list[tuple]:
        names = [name for name, _ in call.columns]
        places = [names.index(name) for name in self.columns]
        return [tuple(row[place] for place in places) for row in call.rows]


def _texts(rows: Sequence[tuple | AnyOf]) -> list[tuple | AnyOf]:
    return [AnyOf(map(as_texts, row)) if isinstance(row, AnyOf) else as_texts(row) for row in rows]


@dataclass(frozen=True)
class StaysInSpark(Rule):
    """The rows stay in Spark: at most 100 of them come to the driver's Python."""

    name = "in Spark"
    passed = "the rows stay in Spark"

    def faults(self, run: SparkRun) -> list[Fault]:
        """The first call that brings more."""
        for at, call in enumerate(run.calls):
            if call.collected > MOST_COLLECTED:
                says = f"it brings {call.collected} rows to the driver{run.fixture.calls[at].where}"
                return [Fault(f"{says}, one process with the memory of one machine: let Spark's tasks do it.")]
        return []


@dataclass(frozen=True)
class StaysSpread(Rule):
    """On a large scenario no task reads more than half of the rows from a shuffle, and of what its stage reads."""

    name = "spread"
    passed = "the rows stay spread over the tasks"

    def faults(self, run: SparkRun) -> list[Fault]:
        """A task that reads more."""
        for call, given in zip(run.calls, run.fixture.calls, strict=False):
            rows = sum(len(each.rows) for each in given.arguments if isinstance(each, Frame))
            if run.fixture.large and call.widest > rows / 2:
                says = f"one task reads {call.widest} of the {rows} rows: all others wait for it"
                return [Fault(f"{says}. Partition by the key, and the rows stay spread.")]
        return []


@dataclass(frozen=True)
class NothingLeft(Rule):
    """After a call that succeeds, the table's folder holds its partitions alone, and nothing new is beside it.

    What a call that failed has left may stay.
    """

    name = "tidy"
    passed = "no other file or folder is left"

    def faults(self, run: SparkRun) -> list[Fault]:
        """What is left after the first call that leaves something."""
        of_failures: set[str] = set()
        for at, call in enumerate(run.calls):
            new = [name for name in call.left if name not in of_failures]
            if call.error:
                of_failures.update(new)
            elif new:
                return [Fault(f"this is left{run.fixture.calls[at].where}: {', '.join(new[:5])}.")]
        return []
