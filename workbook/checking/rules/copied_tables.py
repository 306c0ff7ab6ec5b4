"""The rules for functions that copy a table: what they write as CSV, and what is in the warehouse afterwards."""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg2

from workbook.checking.function_runner import FunctionRun
from workbook.checking.instrumented_drivers import NEVER, STOPPED, StatementHook
from workbook.checking.rules import copy_errors, faults
from workbook.checking.rules.exact_values import difference, select
from workbook.checking.rules.result_rows import Mistake
from workbook.checking.rules.table_rows import missing_table
from workbook.databases.fixtures import Fixture, Table
from workbook.databases.sql_session import SqlError
from workbook.errors import described
from workbook.exercises.fixtures import Scenario
from workbook.exercises.rule import Rule
from workbook.exercises.verdicts import Fault

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

Oracle = Callable[[Fixture], Sequence[tuple]]
FIRST = 300  # characters shown of a file
OLD_SNAPSHOT = (
    "The source still shows what it showed first: its transaction goes on from the call before. End it before you"
    " read: source.rollback()."
)


class Sink(io.RawIOBase):
    """A file for a function to write to, which takes text too, as UTF-8.

    It counts the `lines`, tells `on_write` of them, and keeps what was written where `keep` is set.
    """

    def __init__(self, keep: bool = True) -> None:
        super().__init__()
        self.lines = 0
        self.on_write: Callable[[int], None] | None = None
        self._keep, self._kept = keep, bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: "str | ReadableBuffer") -> int:
        written = data.encode() if isinstance(data, str) else bytes(data)
        if self._keep:
            self._kept += written
        self.lines += written.count(b"\n")
        if self.on_write:
            self.on_write(self.lines)
        return len(data) if isinstance(data, str) else len(written)

    def content(self) -> bytes:
        """All that was written."""
        return bytes(self._kept)


@dataclass(frozen=True)
class ReadsBack(Rule):
    """What the function wrote to its last argument, a file, is CSV that COPY … CSV loads to the letter.

    It is loaded into the scenario's warehouse table, which is empty and has the query's columns in its order; the
    load is undone. `oracle(scenario)` gives the rows. The file has `content()`, all bytes written to it.
    """

    oracle: Oracle

    name = "CSV"
    passed = "COPY reads the CSV, and every value is as it was in the source"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """A file that COPY refuses, or that it reads other rows from."""
        table, content = _table(run.fixture), run.arguments[-1].content()
        came, error = self._loaded(run, table, content)
        if error:
            return [
                Fault(
                    f"COPY rejects the CSV.\n{copy_errors.quoted(error)}\n{_beginning(content)}",
                    (),
                    _head(table, content) or copy_errors.meaning(error),
                )
            ]
        fault = difference(table, self.oracle(run.fixture), came)
        if fault is None:
            return []
        says = f"{fault.text}\n{_beginning(content)}"
        return [Fault(says, fault.evidence, _head(table, content) or fault.symptom)]

    def _loaded(self, run: FunctionRun, table: Table, content: bytes) -> tuple[list[tuple], psycopg2.Error | None]:
        with run.session.connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                cursor.copy_expert(f"COPY {table.name} FROM STDIN CSV", io.BytesIO(content))
                cursor.execute(select(table))
                return cursor.fetchall(), None
            except psycopg2.Error as error:
                return [], error
            finally:
                cursor.execute("ROLLBACK")


def _beginning(content: bytes) -> str:
    text = content[:FIRST].decode("utf-8", "backslashreplace")
    lines = text.splitlines()[:3] or ["nothing: the file is empty"]
    return "\n".join(["The file begins:", *(f"  {line}" for line in lines)])


def _head(table: Table, content: bytes) -> str:
    """What is wrong with the file's beginning, in words."""
    if content.startswith(b"\xef\xbb\xbf"):
        return "It begins with a byte order mark: the encoding is utf-8, not utf-8-sig."
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "It is UTF-16: write UTF-8."
    first = content.partition(b"\n")[0].decode("utf-8", "replace").strip().replace('"', "")
    if first.split(",")[-1] == [*table.columns][-1]:
        return "Its first line holds the columns' names: no header is asked for."
    return ""


@dataclass(frozen=True)
class Arrives(Rule):
    """The table that the scenario names holds the oracle's rows, to the letter.

    `mistakes` are known by the rows that they leave, in the table's columns' order.
    """

    oracle: Oracle
    mistakes: tuple[Mistake, ...] = ()

    name = "rows"
    passed = "the table holds the source's rows verbatim"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """No table, or other rows than the source's."""
        came, fault = _held(run)
        if fault is None:
            fault = difference(_table(run.fixture), self.oracle(run.fixture), came)
        return [fault] if fault else []

    def suspects(self, run: FunctionRun) -> Iterable[str]:
        """The mistakes that leave just these rows."""
        came, fault = _held(run)
        if fault:
            return []
        table = _table(run.fixture)
        return (m.says for m in self.mistakes if difference(table, m.oracle(run.fixture), came) is None)


def _table(scenario: Scenario) -> Table:
    """The warehouse table that a scenario is about."""
    return next(table for table in scenario.tables("warehouse") if table.name == scenario.table)


def _held(run: FunctionRun) -> tuple[list[tuple], Fault | None]:
    """What the scenario's table holds now."""
    table = _table(run.fixture)
    fault = missing_table(run, table.name)
    if fault:
        return [], fault
    try:
        return run.read(select(table)), None
    except SqlError as error:
        return [], Fault(f"{table.name} can no longer be read with its columns.\n{error}")


@dataclass(frozen=True)
class Again(Rule):
    """A second run leaves the oracle's rows too; on `scenario` also after a failed run and a change of the source.

    There the source's table is changed by the SQL `change`, a run fails in its COPY, and the next must leave what
    `changed()` gives; on the same connections too, after a good run and after each statement that may fail.
    """

    oracle: Oracle
    scenario: Scenario
    change: str
    changed: Callable[[], Sequence[tuple]]

    name = "again"
    needs_same_process = True
    passed = "a second run leaves the source's rows too, also after a failed one and with fewer rows in the source"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """What is wrong after the second run, or after the third."""
        fault = self._wrong(run, "the second run", self.oracle(run.fixture))
        if fault or run.fixture is not self.scenario:
            return [fault] if fault else []
        with run.runner.changing_source() as source, source.cursor() as cursor:
            cursor.execute(self.change)

        def fails() -> None:
            raise psycopg2.OperationalError(STOPPED)

        run.runner.call(run.function, run.fixture, StatementHook(fail_at=NEVER, before_copy=fails))
        fault = self._wrong(run, "the run after a failed one, with other rows in the source,", self.changed())
        return [fault] if fault else self._on_one_connection(run)

    def _on_one_connection(self, run: FunctionRun) -> list[Fault]:
        """What is wrong after a call with the connections of the one before, when the source has changed."""
        for fail_at in (NEVER, *range(1, len(run.statements) + 1)):
            fault = self._with_the_same_source(run, fail_at)
            if fault:
                return [fault]
        return []

    def _with_the_same_source(self, run: FunctionRun, fail_at: int) -> Fault | None:
        run.runner.fresh(self.scenario)
        given = run.runner.give(StatementHook(fail_at=fail_at))
        try:
            given.call(run.function, self.scenario)
            given.never_fail()
            if given.closed:
                return None  # as a library does after an error: nobody can call with it again
            if fail_at:
                given.roll_back()
            with run.runner.changing_source() as source, source.cursor() as cursor:
                cursor.execute(self.change)
            which = f"{'a run after a failed one' if fail_at else 'a second run'} on the same connections"
            says = f"{which}, with other rows in the source,"
            error = given.call(run.function, self.scenario).error
            return self._left_wrong(run, says, error, self.changed(), same_source=True)
        finally:
            given.close()

    def _wrong(self, run: FunctionRun, which: str, expected: Sequence[tuple]) -> Fault | None:
        return self._left_wrong(run, which, run.again(), expected)

    def _left_wrong(
        self,
        run: FunctionRun,
        which: str,
        error: BaseException | None,
        expected: Sequence[tuple],
        same_source: bool = False,
    ) -> Fault | None:
        if error:
            return Fault(f"{which} stops with an error: {described(error)}")
        run.forget()
        came, fault = _held(run)
        table = _table(run.fixture)
        fault = fault or difference(table, expected, came)
        if fault is None:
            return None
        is_old = same_source and difference(table, self.oracle(run.fixture), came) is None
        return Fault(f"after {which} {fault.text}", fault.evidence, OLD_SNAPSHOT if is_old else fault.symptom)


@dataclass(frozen=True)
class NothingArrives(faults.NothingChanges):
    """As NothingChanges; also where the source is gone in the middle of a read, and the warehouse of a COPY."""

    or_done: bool = True

    def _further(self, run: FunctionRun) -> list[Fault]:
        gone = StatementHook(fail_at=NEVER, source_rows=2)
        ends = StatementHook(fail_at=NEVER, in_copy=run.runner.end_warehouse_sessions)
        tries = (
            (gone, "the source was gone after two rows"),
            (ends, "the warehouse was gone in the middle of COPY"),
        )
        for hook, what in tries:
            fault = self._tried(run, self.scenario, hook, what)
            if fault:
                return [fault]
        return []
