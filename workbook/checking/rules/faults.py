"""The rule "faults": whichever statement fails, the table is as before and the caller hears of it, or all is done.

Each statement fails once in the server and once in the client; then a row holds a value that can't be sent.
"""

from dataclasses import dataclass, replace
from random import Random

from workbook.checking.connection_policy import CLOSED
from workbook.checking.function_runner import FunctionRun
from workbook.checking.instrumented_drivers import CLIENT, COMMIT_AS_TEXT, NEVER, SERVER, StatementHook
from workbook.checking.rules.bad_rows import bad_rows
from workbook.checking.rules.dependents import tables
from workbook.checking.rules.second_session import one_line, rows_in_words
from workbook.checking.rules.table_rows import TableRows
from workbook.errors import described
from workbook.exercises.fixtures import Scenario
from workbook.exercises.rule import Rule
from workbook.exercises.verdicts import Fault

DRAWN = 3


@dataclass(frozen=True)
class NothingChanges(Rule):
    """With each statement failing in turn, `table` is as before and the call raises.

    Tried on `scenario`, and on large ones with a few statements. Where an argument of `scenario` is a list of
    rows, whose values `columns` names (else as the table's first ones), it is also called with rows that can't be
    stored. A statement fails once, so a call that tries again and completes the work is right too: the table is as
    after a good run, or as `holds` says where that is not the same each time. With `or_done` it may be so although
    the caller gets an error: what failed came after the COMMIT, as removing objects does. With `drawn`, numbers
    from 0 to 1, only so many statements fail, and nothing else does.
    """

    table: str
    scenario: Scenario
    or_done: bool = False
    holds: TableRows | None = None
    columns: tuple[str, ...] = ()
    drawn: tuple[float, ...] = ()

    name = "faults"
    passed = "whichever statement fails, the table is as before and the caller gets the error"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """The story of the first failing fault: the statement, the table before and after, another session."""
        is_large = run.fixture.large and (run.fixture.table or self.table) == self.table
        if run.fixture is not self.scenario and not is_large:
            return []
        count = len(run.hook.statements)
        if not count:
            return [Fault("the function sent no statement through the connection that it was given.")]
        for number, how in self._chosen(run):
            # By turns an error of the driver's, and one of Python's own, as a text with a NUL character raises.
            hook = StatementHook(fail_at=number, how=how, error=ValueError if number % 2 == 0 else None)
            what = f"statement {number:,} of {count:,} was {how}"
            fault = self._tried(run, run.fixture, hook, what)
            if fault:
                return [fault]
        return [] if self.drawn or run.fixture.large else self._further(run)

    def fewer(self, rng: Random) -> "NothingChanges":
        """With three of the statements failing, each in one way."""
        return replace(self, drawn=tuple(rng.random() for _ in range(DRAWN)))

    def _chosen(self, run: FunctionRun) -> list[tuple[int, str]]:
        """The statements to fail, from 1, and how."""
        statements = run.statements
        if run.fixture.large:
            return [] if self.drawn else [(number, SERVER) for number in _few(statements)]
        all_of_them = [(number, how) for number in _positions(statements) for how in (SERVER, CLIENT)]
        drawn = [all_of_them[int(part * len(all_of_them))] for part in self.drawn]
        return drawn or all_of_them

    def _further(self, run: FunctionRun) -> list[Fault]:
        """The fault of a failure that is no statement's."""
        return self._bad_rows(run)

    def _bad_rows(self, run: FunctionRun) -> list[Fault]:
        arguments = () if callable(self.scenario.arguments) else self.scenario.arguments
        at, rows = next(((at, given) for at, given in enumerate(arguments) if isinstance(given, list)), (0, []))
        if not rows:
            return []
        table = next(each for each in self.scenario.tables("warehouse") if each.name == self.table)
        columns = self.columns or [*table.columns][: len(rows[0])]
        for what, bad in bad_rows(rows, columns, table.columns, table.never_null):
            scenario = replace(self.scenario, arguments=(*arguments[:at], bad, *arguments[at + 1 :]))
            fault = self._tried(run, scenario, StatementHook(fail_at=NEVER), what)
            if fault:
                return [fault]
        return []

    def _tried(self, run: FunctionRun, scenario: Scenario, hook: StatementHook, what: str) -> Fault | None:
        remember = self.holds.remember if self.holds else ()
        tried = run.runner.run(run.function, scenario, self.table, hook, remember)
        if not run.runner.autocommit or self._is_a_librarys(hook.failed or ""):
            # After an error a library may drop the connection, as SQLAlchemy does: that undoes the work as well.
            tried.violations = [complaint for complaint in tried.violations if complaint != CLOSED]
        before, after = run.observations[0].rows, tried.rows(self.table)
        may_be_done = self.or_done or (tried.error is None and hook.fail_at != NEVER)
        if may_be_done and not tried.violations and self._is_done(run, tried, after):
            return None
        if after == before and tried.error is not None and not tried.violations:
            return self._left_behind(tried, what)
        failed = "" if hook.failed is None else f": {one_line(hook.failed)}"
        heard = "no error" if tried.error is None else described(tried.error)
        story = [
            f"{what}{failed}",
            f"{before_and_after(self.table, before, after)}; the caller got {heard}",
            f"another session, {'at that moment' if failed else 'after the call'}, {_looked(tried)}",
            *tried.violations,
        ]
        why = COMMIT_AS_TEXT if after != before and (run.hook.misled or tried.hook.misled) else ""
        return Fault(f"{_named(before, after, tried)}\n" + "\n".join(story), symptom=why)

    def _is_a_librarys(self, statement: str) -> bool:
        """Whether a statement is such as a library asks at first: of the server, and not of the table."""
        return statement.upper().startswith(("SELECT", "SHOW")) and self.table not in statement

    def _is_done(self, run: FunctionRun, tried: FunctionRun, after: tuple | None) -> bool:
        """Whether the work is complete, which a good run must be able to show."""
        before, done = run.observations[0].rows, run.observations[-1].rows
        if done == before and not self.or_done:
            return False
        return not self.holds.faults(tried) if self.holds else after == done

    def _left_behind(self, tried: FunctionRun, what: str) -> Fault | None:
        """The fault of a table that a failed run leaves, and that the next run stops on."""
        own = {table.name for table in self.scenario.tables("warehouse")}
        left = sorted(tables(tried) - own)
        if not left:
            return None
        error = tried.runner.call(tried.function, self.scenario, StatementHook(fail_at=NEVER)).error
        if error is None:
            return None
        story = [what, f"the table {', '.join(left)} was left", f"the next run stops with {described(error)}"]
        says = "a failure leaves a table behind, and the next run stops on it: make it in the same transaction."
        return Fault(f"{says}\n" + "\n".join(story))


def _few(statements: list[str]) -> list[int]:
    """Of thousands of statements, those to fail: at the start, behind a hundred and a thousand, and the last."""
    count = len(statements)
    return sorted({number for number in (1, 101, 1_001, count) if 0 < number <= count})


def _positions(statements: list[str]) -> list[int]:
    """The statements to fail, from 1.

    Of questions to the catalogue in a row, as pandas asks them by the dozen, the first stands for all.
    """
    asks = [text.upper().startswith(("SELECT", "SHOW")) and "PG_CATALOG" in text.upper() for text in statements]
    return [at + 1 for at in range(len(statements)) if not (at and asks[at] and asks[at - 1])]


def before_and_after(table: str, before: tuple | None, after: tuple | None) -> str:
    """How many rows there were and are, in words; whether they are others, where the number does not tell."""
    if before is None:
        return f"there was no table {table} before, and " + (
            "there is none after" if after is None else f"one with {rows_in_words(after)} after"
        )
    now = rows_in_words(after)
    if after is not None and len(before) == len(after) and before != after:
        now += ", not the same,"
    return f"{table} held {rows_in_words(before)} before, and {now} after"


def _looked(tried: FunctionRun) -> str:
    """What the look at the failing statement saw, if it did not have to wait."""
    if not tried.observations:
        return "had to wait for a lock"
    return f"saw {rows_in_words(tried.observations[0].rows)}"


def _named(before: tuple | None, after: tuple | None, tried: FunctionRun) -> str:
    """The kind of mistake, in a sentence."""
    if tried.called.timed_out:
        return "after a failure the function does not return."
    if after == before and tried.violations:
        return "after a failure the connection is not as it was."
    if after == before:
        return "the failure goes unnoticed: after ROLLBACK, raise the error again, or the task turns green."
    if tried.error is None:
        return "a failure changes the table, and goes unnoticed."
    if after is None:
        return "a failure leaves no table."
    if not after and before:
        return (
            "a failure leaves the table empty: the rows were deleted and committed before the new ones were there."
        )
    return "a failure changes the table: part of the work was committed before all of it was done."
