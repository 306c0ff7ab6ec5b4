"""The rule "rows": an answer's result set holds the rows that an oracle computes from the fixture."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from workbook.checking.compare import AnyOf, Difference, compare, normal, same
from workbook.checking.sql_runner import SqlRun
from workbook.databases.fixtures import Fixture
from workbook.databases.sql_session import Result
from workbook.exercises.rule import Rule
from workbook.exercises.verdicts import Fault

Oracle = Callable[[Fixture], Sequence[tuple | AnyOf]]


@dataclass(frozen=True)
class Mistake:
    """A known mistake: the rows that it gives, and its name in words that help."""

    says: str
    oracle: Oracle


@dataclass(frozen=True)
class Symptom:
    """What can be seen of a mistake whose rows can't be foretold: words, and a look at the rows that came.

    `seen` takes the fixture, and the rows in the order of the rule's columns, each value in compare.normal's form.
    """

    says: str
    seen: Callable[[Fixture, Sequence[tuple]], bool]


@dataclass(frozen=True)
class Suspects:
    """The words of the known mistakes that give exactly the rows `got`; each is tried when it is asked for."""

    mistakes: Sequence[Mistake]
    fixture: Fixture
    got: Sequence[tuple]

    def __iter__(self) -> Iterator[str]:
        return (mistake.says for mistake in self.mistakes if self._fits(mistake))

    def __contains__(self, says: object) -> bool:
        return any(self._fits(mistake) for mistake in self.mistakes if mistake.says == says)

    def _fits(self, mistake: Mistake) -> bool:
        return same(self.fixture.given(mistake.oracle), self.got)


def suspects(
    mistakes: Sequence[Mistake], fixture: Fixture, columns: Sequence[str], got: Sequence[tuple]
) -> Suspects:
    """The known mistakes that give exactly these rows."""
    return Suspects(mistakes, fixture, got)


def as_text(columns: Sequence[str], expected: Sequence[tuple], got: Sequence[tuple]) -> str:
    """What is wrong with columns that came as text where no text is expected; "" if none did.

    A table of the rows that differ shows the same on both sides.
    """
    rows = [row[0] if isinstance(row, AnyOf) else row for row in expected]
    texts = [
        name
        for place, name in enumerate(columns)
        if any(isinstance(row[place], str) for row in got)
        and not any(isinstance(row[place], str) for row in rows)
        and any(row[place] is not None for row in rows)
    ]
    if not texts:
        return ""
    return f"{' and '.join(texts)} came as text: leave the type as it is, or cast it back."


def symptom(symptoms: Sequence[Symptom], fixture: Fixture, got: Sequence[tuple]) -> str:
    """The words of the first symptom that the rows show; "" if they show none."""
    rows = [tuple(map(normal, row)) for row in got]
    return next((each.says for each in symptoms if each.seen(fixture, rows)), "")


def difference_fault(what: str, difference: Difference, points_to: str) -> Fault:
    """The fault of rows that differ: how many, the rows, and the words of a symptom."""
    if difference.order_at is not None:
        return Fault(f"{what}: {difference}.")
    return Fault(f"{what}: {difference}.", (difference.table(),), points_to)


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
    should = "the column should be" if len(expected) == 1 else "the columns should be"
    return Fault(f"{should} {', '.join(expected)} ({'; '.join(parts)}).")


@dataclass(frozen=True)
class ResultRows(Rule):
    """The answer's last result set has these columns, in any order, and the oracle's rows.

    `oracle(fixture)` gives tuples in the order of `columns`; AnyOf where several rows are equally right. Rows are
    a multiset unless `ordered`.
    """

    columns: tuple[str, ...]
    oracle: Oracle
    mistakes: tuple[Mistake, ...] = ()
    ordered: bool = False
    symptoms: tuple[Symptom, ...] = ()

    name = "rows"
    by_result = True
    passed = "the rows that were asked for"

    def faults(self, run: SqlRun) -> list[Fault]:
        """No result, other columns, or other rows than the oracle's."""
        if run.result is None:
            return [Fault("the answer returns no rows: it should end with a SELECT that does.")]
        wrong = columns_fault(self.columns, run.result.names)
        if wrong:
            return [wrong]
        got = self._got(run.result)
        expected = run.fixture.given(self.oracle)
        difference = compare(self.columns, expected, got, self.ordered)
        if not difference:
            return []
        points_to = symptom(self.symptoms, run.fixture, got) or as_text(self.columns, expected, got)
        return [difference_fault("the rows differ", difference, points_to)]

    def suspects(self, run: SqlRun) -> Iterable[str]:
        """The mistakes that give this result; none if its columns are others."""
        if run.result is None or columns_fault(self.columns, run.result.names):
            return []
        return suspects(self.mistakes, run.fixture, self.columns, self._got(run.result))

    def _got(self, result: Result) -> list[tuple]:
        places = [result.names.index(name) for name in self.columns]
        return [tuple(row[place] for place in places) for row in result.rows]
