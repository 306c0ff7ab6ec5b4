"""The rule "again": a second run leaves the same rows as the first; one with other rows is not misled by it."""

from dataclasses import dataclass, replace

from workbook.checking.compare import compare
from workbook.checking.function_runner import FunctionRun
from workbook.checking.instrumented_drivers import NEVER, StatementHook
from workbook.checking.rules.table_rows import TableRows, missing_table
from workbook.checking.run import Run
from workbook.databases.sql_session import SqlError
from workbook.errors import described
from workbook.exercises.fixtures import Scenario
from workbook.exercises.rule import Rule
from workbook.exercises.verdicts import Fault


@dataclass(frozen=True)
class Idempotent(Rule):
    """After the answer ran once more, `table` holds the same rows; `columns` if only some of them count."""

    table: str
    columns: tuple[str, ...] = ("*",)

    name = "again"
    passed = "a second run changes nothing"

    def faults(self, run: Run) -> list[Fault]:
        """What the second run changed, or the error that stopped it; nothing if it changed nothing."""
        query = f"SELECT {', '.join(self.columns)} FROM {self.table}"
        try:
            before = run.read(query)
        except SqlError as missing:
            return [missing_table(run, self.table) or Fault(f"{self.table} can't be read.\n{missing}")]
        error = run.again()
        if error:
            return [Fault(f"the second run stops with an error.\n{error}")]
        try:
            result = next(run.session.run(query))
        except SqlError as missing:
            return [Fault(f"after the second run {self.table} can't be read.\n{missing}")]
        difference = compare(result.names, before, result.rows)
        if not difference:
            return []
        counts = f"{len(before)} rows after the first run, {len(result.rows)} after the second"
        return [Fault(f"the second run changes {self.table}: {counts}.", (difference.table(),))]


@dataclass(frozen=True)
class OtherRows(Rule):
    """After a call with the scenario's arguments, one with other `arguments` leaves what `holds` asks for.

    So nothing that the first call left, such as a stage with its rows, gets into the second. Tried once, after
    `scenario`, which is one of the exercise's own and has one table. `between` is SQL that runs between the calls.
    """

    holds: TableRows
    scenario: Scenario
    arguments: tuple
    between: str = ""

    name = "again"
    passed = "a later call with other rows is right too"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """What the second call left wrong, or the error that stopped it."""
        if run.fixture is not self.scenario:
            return []
        first = run.runner.run(run.function, self.scenario, "")
        if first.error is not None or first.called.timed_out or missing_table(first, self.holds.table):
            return []  # other rules have said it
        try:
            first.query(self.between or "SELECT 1")
            stored = first.query(f"SELECT {', '.join(self.holds.columns)} FROM {self.holds.table}")
        except SqlError:
            return []  # a column is gone, which other rules have said
        (table,) = self.scenario.tables("warehouse")
        later = replace(self.scenario, warehouse=[replace(table, rows=stored)], arguments=self.arguments)
        second = FunctionRun(later, first.session, runner=run.runner, function=run.function)
        second.before = {query: second.query(query) for query in self.holds.remember}
        called = run.runner.call(run.function, later, StatementHook(fail_at=NEVER)).called
        if called.error is not None or called.timed_out:
            ended = described(called.error) if called.error else "it does not come back"
            return [Fault(f"a later call with other rows stops.\n{ended}")]
        found = self.holds.faults(second)
        return [replace(fault, text=f"after a later call with other rows, {fault.text}") for fault in found]
