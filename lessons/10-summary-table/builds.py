"""The rules of `build-summary`: the result is there, the checks decide, and a failure changes nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from workbook.checking.compare import compare
from workbook.checking.connection_policy import CLOSED
from workbook.checking.function_runner import FunctionRun
from workbook.checking.instrumented_drivers import StatementHook
from workbook.checking.rules.faults import NothingChanges, before_and_after
from workbook.checking.rules.idempotent import Retried
from workbook.checking.rules.result_rows import (
    Mistake,
    Symptom,
    columns_fault,
    difference_fault,
    suspects,
    symptom,
)
from workbook.checking.rules.second_session import NeverHalfDone, one_line
from workbook.checking.rules.table_rows import missing_table
from workbook.errors import described
from workbook.exercises import Fault, Fixture, Rule, Scenario, Table


@dataclass(frozen=True)
class Build(Scenario):
    """A call of build_summary: `arguments` are the table, the SELECT and the checks.

    `result` gives what the SELECT makes of the tables.
    """

    columns: tuple[str, ...] = ()
    result: Callable[[Fixture], Sequence[tuple]] = lambda build: ()

    @property
    def expected(self) -> Sequence[tuple]:
        """The rows that the table should hold afterwards."""
        return self.result(self)

    @property
    def stored(self) -> list[tuple]:
        """The rows that the table held before; none if there was no table."""
        return next((list(each.records) for each in self.tables("warehouse") if each.name == self.table), [])


def build(
    name: str,
    warehouse: Sequence[Table | str],
    table: str,
    select: str,
    checks: Sequence[str],
    columns: tuple[str, ...],
    result: Callable[[Fixture], Sequence[tuple]],
) -> Build:
    """The call `build_summary(conn, table, select, checks)`; the SELECT gives `result(build)`, in `columns`."""
    return Build(
        name,
        warehouse=warehouse,
        arguments=(table, select, list(checks)),
        table=table,
        columns=columns,
        result=result,
    )


def with_answers(build: Scenario, rows: Sequence[tuple]) -> list[Table | str]:
    """The tables of a build, with other rows in `answers`."""
    return [
        replace(entry, rows=rows) if isinstance(entry, Table) and entry.name == "answers" else entry
        for entry in build.warehouse
    ]


def kept_others(build: Build) -> list[tuple]:
    """As an upsert leaves it: old rows stay, unless the result has a row of that key."""
    new = {row[0] for row in build.expected}
    return [*(row for row in build.stored if row[0] not in new), *build.expected]


def first_come(build: Build) -> list[tuple]:
    """As ON CONFLICT DO NOTHING leaves it."""
    old = {row[0] for row in build.stored}
    return [*build.stored, *(row for row in build.expected if row[0] not in old)]


MISTAKES = (
    Mistake("It is unchanged: no new rows arrived.", lambda build: build.stored),
    Mistake("It is empty.", lambda build: []),
    Mistake(
        "The old rows are still there, beside the new ones: the result replaces them all.",
        lambda build: [*build.stored, *build.expected],
    ),
    Mistake(
        "Old rows stayed that the SELECT no longer gives: the table should hold the result and nothing else.",
        kept_others,
    ),
    Mistake(
        "Old rows stayed in place of new ones: the table should hold the result and nothing else.", first_come
    ),
    Mistake(
        "Equal rows arrived only once: the SELECT gives them twice, so the table should too.",
        lambda build: list(dict.fromkeys(build.expected)),
    ),
)
SYMPTOMS = (
    Symptom("It should hold the result of the SELECT, all of it and nothing else.", lambda build, got: True),
)


class HoldsResult(Rule):
    """The table holds the scenario's expected rows, under the SELECT's names."""

    name = "state"
    passed = "the table holds the result of the SELECT"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """No table, other columns, or other rows than the SELECT gives."""
        build = run.fixture
        fault = missing_table(run, build.table) or columns_fault(build.columns, _columns(run, build.table))
        if fault:
            return [replace(fault, text=f"{build.table}: {fault.text}")]
        got = self._read(run)
        difference = compare(build.columns, build.expected, got)
        if not difference:
            return []
        what = f"{build.table} is not as it should be"
        return [difference_fault(what, difference, symptom(SYMPTOMS, build, got))]

    def suspects(self, run: FunctionRun) -> Iterable[str]:
        """The mistakes that leave these rows; none if there is no such table."""
        build = run.fixture
        if missing_table(run, build.table) or columns_fault(build.columns, _columns(run, build.table)):
            return []
        return suspects(MISTAKES, build, build.columns, self._read(run))

    def _read(self, run: FunctionRun) -> list[tuple]:
        return run.query(f"SELECT {', '.join(run.fixture.columns)} FROM {run.fixture.table}")


def _columns(run: FunctionRun, table: str) -> list[str]:
    asked = f"attrelid = to_regclass('{table}') AND attnum > 0 AND NOT attisdropped"
    return [name for (name,) in run.query(f"SELECT attname FROM pg_attribute WHERE {asked} ORDER BY attnum")]


# --- checks that are not true


@dataclass(frozen=True)
class Refusal:
    """A call that must raise an error and change nothing; `what` is wrong, in words."""

    what: str
    build: Build


def refusals(build: Build, first: Build) -> Iterator[Refusal]:
    """Calls with a check that is not true, or with SQL that fails: on a table that is there, and on none."""
    table, select, checks = build.arguments

    def with_checks(what: str, *others: str) -> Refusal:
        return Refusal(what, replace(build, arguments=(table, select, list(others))))

    old_only = f"SELECT count(*) = {len(build.stored)} FROM {{table}}"
    yield with_checks("a check that gives false", *checks, "SELECT count(*) > 1000 FROM {table}")
    yield with_checks("a check that gives false, before others that give true", "SELECT false", *checks)
    yield with_checks("a check that gives NULL", checks[0], "SELECT max(nps) > NULL FROM {table}", checks[1])
    yield with_checks("a check that gives no row", "SELECT true FROM {table} WHERE nps > 1000", *checks)
    yield with_checks("a check that is true for the old rows and false for the new ones", *checks, old_only)
    yield with_checks("a check that stops with an error", checks[0], "SELECT 1 / (count(*) - 3) > 0 FROM {table}")
    failing = f"SELECT day, nps / (nps - nps) AS nps FROM ({select}) AS summed"
    yield Refusal("a SELECT that stops with an error", replace(build, arguments=(table, failing, checks)))
    yield with_checks("a check that gives false, after 1,200 others", *checks * 400, "SELECT false")
    doubled = "SELECT day, score AS nps FROM answers"
    yield Refusal("a SELECT that gives a key twice", replace(build, arguments=(table, doubled, [checks[0]])))

    def on_a_first_build(what: str, *others: str) -> Refusal:
        return Refusal(f"{what}, on a first build", replace(first, arguments=(table, select, list(others))))

    yield on_a_first_build("a check that gives false", *checks, "SELECT count(*) > 1000 FROM {table}")
    yield on_a_first_build("a check that gives NULL", checks[0], "SELECT max(nps) > NULL FROM {table}", checks[1])
    yield on_a_first_build("a check that gives no row", "SELECT true FROM {table} WHERE nps > 1000", *checks)
    yield on_a_first_build("a check that stops with an error", "SELECT 1 / (count(*) - 3) > 0 FROM {table}")
    for each, words in ((build, ""), (first, ", on a first build")):
        empty = [
            replace(entry, rows=()) if getattr(entry, "name", "") == "answers" else entry
            for entry in each.warehouse
        ]
        asked = replace(each, warehouse=empty, arguments=(table, select, [checks[0]]))
        yield Refusal(f"a check that gives false when the SELECT gives no rows{words}", asked)


@dataclass(frozen=True)
class ChecksDecide(Rule):
    """Each of `refusals` raises an error and leaves the table as it was, and no other session sees more.

    Tried beside `scenario` alone.
    """

    scenario: Build
    refusals: tuple[Refusal, ...]

    name = "checks"
    needs_same_process = True
    passed = "after a check that is not true, the table is as before and the caller gets an error"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """The story of the first refusal that is not kept."""
        if run.fixture is not self.scenario:
            return []
        found = (_tried(run, refusal) for refusal in self.refusals)
        return [fault for fault in found if fault][:1]


def _tried(run: FunctionRun, refusal: Refusal) -> Fault | None:
    build = refusal.build
    tried = run.runner.run(run.function, build, build.table, StatementHook())
    before, after = tried.observations[0].rows, tried.rows(build.table)
    early = next((seen for seen in tried.observations if seen.rows != before), None)
    violations = [complaint for complaint in tried.violations if complaint != CLOSED]
    if tried.error is not None and after == before and early is None and not violations:
        return None
    heard = "no error" if tried.error is None else described(tried.error)
    story = [
        *(f"check: {one_line(check)}" for check in build.arguments[2]),
        f"{before_and_after(build.table, before, after)}; the caller got {heard}",
        *violations,
    ]
    return Fault(f"{refusal.what}: {_named(tried, before, after)}\n" + "\n".join(story))


def _named(tried: FunctionRun, before: tuple | None, after: tuple | None) -> str:
    """The kind of mistake, in a sentence."""
    if tried.error is None and after == before:
        return "the table is as before, but the caller gets no error. Raise one, or the task counts as a success."
    if tried.error is None:
        return "it does not stop the build. The table should be as before, and the caller should get an error."
    if after == before and all(seen.rows == before for seen in tried.observations):
        return "the connection is not left as it was."
    if after == before:
        return "another session saw the new rows for a moment: check them before they are committed."
    return "the caller gets an error, but the table has changed: commit nothing before all checks are true."


@dataclass(frozen=True)
class FailedBuild(NothingChanges):
    """As NothingChanges, for a build: `checks` are no rows, so no value of theirs is tried."""

    runs_last = True  # some thirty calls: only of an answer that does all else

    def faults(self, run: FunctionRun) -> list[Fault]:
        """The story of the first failing fault, on a build of its own, whichever `run` is."""
        return super().faults(run.runner.run(run.function, self.scenario, self.table))

    def _bad_rows(self, run: FunctionRun) -> list[Fault]:
        return []


@dataclass(frozen=True)
class FailedFirstBuild(FailedBuild):
    """As FailedBuild, where the table is not there yet."""

    passed = "and on a first build, whichever statement fails, there is no table and the caller gets the error"


@dataclass(frozen=True)
class NeverHalfBuilt(NeverHalfDone):
    """As NeverHalfDone, of the table that the scenario builds."""

    table: str = ""

    def faults(self, run: FunctionRun) -> list[Fault]:
        """The first look that saw a half-built table."""
        return NeverHalfDone(run.fixture.table).faults(run)


@dataclass(frozen=True)
class Rebuilt(Retried):
    """As Retried, for a build: before each further call, the table `answers` gets the rows `other`."""

    other: tuple[tuple, ...] = ()

    passed = "a later build with other rows is right too, on the same connection and after a failure"
    runs_last = True

    def faults(self, run: FunctionRun) -> list[Fault]:
        """What a later build left wrong, on a build of its own, whichever `run` is."""
        return super().faults(run.runner.run(run.function, self.scenario, ""))

    def _as_it_is(self, looked: FunctionRun, arguments: tuple) -> Scenario:
        return replace(self.scenario, warehouse=with_answers(self.scenario, self.other), arguments=arguments)
