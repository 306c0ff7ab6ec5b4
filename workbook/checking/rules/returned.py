"""The rule "returned": a function returns the list that an oracle computes from the scenario."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from numbers import Number

from workbook.checking.compare import compare
from workbook.checking.function_runner import FunctionRun
from workbook.checking.rules.result_rows import Mistake
from workbook.exercises.fixtures import Scenario
from workbook.exercises.rule import Rule
from workbook.exercises.verdicts import Fault

SHOWN = 80  # characters of a value


@dataclass(frozen=True)
class ReturnsList(Rule):
    """The function returns the oracle's list, in its order; `of` names its values ("ids")."""

    oracle: Callable[[Scenario], Sequence]
    of: str
    mistakes: tuple[Mistake, ...] = ()

    name = "returned"
    needs_commit = False

    @property
    def passed(self) -> str:
        return f"the {self.of} that were asked for, in order"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """Something else than a list, other values, or another order."""
        got, wanted = run.returned, list(self.oracle(run.fixture))
        if isinstance(got, list) and got == wanted:
            return []
        if not isinstance(got, list):
            kind = "nothing: end it with return" if got is None else f"a {type(got).__name__}, not a list"
            return [Fault(f"it returned {kind}.")]
        others = [value for value in got if not isinstance(value, Number)]
        if others:
            kind = type(others[0]).__name__
            return [Fault(f"the list holds a {kind}, {_cut(others[0])}: {self.of} are numbers, each on its own.")]
        if set(got) == set(wanted) and len(got) == len(wanted):
            return [Fault(f"the {self.of} are right, but not in order: {_cut(got)}.")]
        difference = compare([self.of], [(value,) for value in wanted], [(value,) for value in got])
        says = str(difference).replace("rows", self.of).replace("row", self.of.removesuffix("s"))
        return [Fault(f"the list differs: {says}.", (difference.table(),))]

    def suspects(self, run: FunctionRun) -> Iterable[str]:
        """The mistakes that return this list, whatever its order."""
        if not isinstance(run.returned, list):
            return []
        got = list(run.returned)  # as it is now: a later call may change it
        return (mistake.says for mistake in self.mistakes if _same(list(mistake.oracle(run.fixture)), got))


def _same(wanted: list, got: list) -> bool:
    return len(wanted) == len(got) and all(value in got for value in wanted)


def _cut(value: object) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
