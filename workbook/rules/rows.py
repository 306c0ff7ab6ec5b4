"""The rule "rows": an answer's result set holds the rows that an oracle computes from the fixture."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbook.answers import SqlRun
from workbook.fixtures import Fixture
from workbook.rules import Rule
from workbook.rules.compare import AnyOf, Difference, compare
from workbook.verdicts import Fault

Oracle = Callable[[Fixture], Sequence[tuple | AnyOf]]


@dataclass(frozen=True)
class Mistake:
    """A known mistake: the rows that it gives, and its name in words that help."""

    says: str
    oracle: Oracle


def suspects(
    mistakes: Sequence[Mistake], fixture: Fixture, columns: Sequence[str], got: Sequence[tuple]
) -> list[str]:
    """The words of the known mistakes that give exactly these rows."""
    return [mistake.says for mistake in mistakes if not compare(columns, mistake.oracle(fixture), got)]


def difference_fault(what: str, difference: Difference) -> Fault:
    """The fault of rows that differ: how many, and the rows."""
    return Fault(f"{what}: {difference}.", () if difference.order_at is not None else (difference.table(),))


def columns_fault(expected: Sequence[str], got: Sequence[str]) -> Fault | None:
    """What is wrong with the names of the columns; their order doesn't matter."""
    missing = [name for name in expected if name not in got]
    surplus = [name for name in got if name not in expected]
    doubled = sorted({name for name in got if got.count(name) > 1})
    parts = []
    if missing:
        parts.append(f"missing: {', '.join(missing)}")
    if surplus:
        parts.append(f"not asked for: {', '.join(surplus)}")
    if doubled:
        parts.append(f"twice: {', '.join(doubled)}")
    if not parts:
        return None
    return Fault(f"the columns should be {', '.join(expected)} ({'; '.join(parts)}).")


@dataclass(frozen=True)
class Match(Rule):
    """The answer's last result set has these columns, in any order, and the oracle's rows.

    `oracle(fixture)` gives tuples in the order of `columns`; AnyOf where several rows are equally right. Rows are
    a multiset unless `ordered`.
    """

    columns: tuple[str, ...]
    oracle: Oracle
    mistakes: tuple[Mistake, ...] = ()
    ordered: bool = False

    name = "rows"
    passed = "the rows that were asked for"

    def faults(self, run: SqlRun) -> list[Fault]:
        """No result, other columns, or other rows than the oracle's."""
        if run.result is None:
            return [Fault("the answer returns no rows: it should end with a SELECT that does.")]
        wrong = columns_fault(self.columns, run.result.columns)
        if wrong:
            return [wrong]
        difference = compare(self.columns, self.oracle(run.fixture), self._got(run), self.ordered)
        return [difference_fault("the rows differ", difference)] if difference else []

    def suspects(self, run: SqlRun) -> list[str]:
        """The mistakes that give this result; none if its columns are others."""
        if run.result is None or columns_fault(self.columns, run.result.columns):
            return []
        return suspects(self.mistakes, run.fixture, self.columns, self._got(run))

    def _got(self, run: SqlRun) -> list[tuple]:
        places = [run.result.columns.index(name) for name in self.columns]
        return [tuple(row[place] for place in places) for row in run.result.rows]
