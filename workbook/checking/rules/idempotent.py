"""The rule "again": a second run leaves the same rows as the first; a retry is misled by nothing that is left."""

from dataclasses import dataclass, replace

from workbook.checking import error_advice
from workbook.checking.compare import compare
from workbook.checking.function_runner import FunctionRun
from workbook.checking.given_parts import GivenParts
from workbook.checking.instrumented_drivers import NEVER, StatementHook
from workbook.checking.rules.table_rows import TableRows, missing_table
from workbook.checking.run import Run
from workbook.databases.fixtures import Table
from workbook.databases.sql_session import Session, SqlError
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
    on_large = False
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
class Retried(Rule):
    """Calls on the caller's own connection, as a retry makes them, leave in a table what `holds` asks for.

    After a call with the scenario's arguments come one with the same and one with the `later` arguments; and after
    calls in which a statement fails and the caller rolls back, one with the later arguments, on that connection or
    from a new one. So nothing that a call left, such as a staging table with its rows, gets into the next.
    `between` is SQL that runs before each further call. Tried on `scenario` alone.
    """

    holds: TableRows
    scenario: Scenario
    later: tuple
    between: str = "SELECT 1"

    name = "again"
    needs_same_process = True
    passed = "a retry is right too: on the same connection, with other rows, after a failure"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """What a further call left wrong, or the error that stopped it."""
        if run.fixture is not self.scenario:
            return []
        same = ("a second call on the same connection", self.scenario.written_arguments, False)
        other = ("a later call with other rows, on the same connection", self.later, False)
        if found := self._in_turn(run, NEVER, same, other):
            return found
        anew = ("a later call with other rows", self.later, True)
        if found := self._in_turn(run, NEVER, anew):
            return found
        count = len(run.statements)
        for number in dict.fromkeys((count, (count + 1) // 2)):
            for is_new, where in ((False, "on the same connection"), (True, "on a new connection")):
                after = (f"a call with other rows, {where}, after one that failed", self.later, is_new)
                if found := self._in_turn(run, number, after):
                    return found
        return []

    def _in_turn(self, run: FunctionRun, fail_at: int, *calls: tuple[str, tuple, bool]) -> list[Fault]:
        """Call once, with the statement `fail_at` failing, then as `calls` say.

        Each has words for it, its arguments, and whether it comes from a new connection.
        """
        runner = run.runner
        session = runner.fresh(self.scenario)
        given = runner.give(StatementHook(fail_at=fail_at))
        try:
            done = given.call(run.function, self.scenario)
            if fail_at == NEVER and (done.error or done.left_open):
                return []  # other rules have said it
            given.never_fail()
            if not runner.autocommit:
                given.roll_back()
            for says, arguments, is_new in calls:
                if is_new or given.closed:
                    given.close()
                    given = runner.give(StatementHook(fail_at=NEVER))
                if found := self._call(run, session, given, says, arguments):
                    return found
            return []
        finally:
            given.close()

    def _call(
        self, run: FunctionRun, session: Session, given: GivenParts, says: str, arguments: tuple
    ) -> list[Fault]:
        looked = FunctionRun(self.scenario, session, runner=run.runner, function=run.function)
        try:
            looked.query(self.between)
            looked.fixture = self._as_it_is(looked, arguments)
        except SqlError:
            return []  # the table or a column is gone, which other rules have said
        looked.before = {query: looked.query(query) for query in self.holds.remember}
        error = given.call(run.function, looked.fixture).error
        if error is not None:
            advice = error_advice.of_driver(error)
            return [Fault(f"{says} stops.{f' {advice}' if advice else ''}\n{described(error)}")]
        found = self.holds.faults(looked)
        return [replace(fault, text=f"after {says}, {fault.text}") for fault in found]

    def _as_it_is(self, looked: FunctionRun, arguments: tuple) -> Scenario:
        """The scenario with these arguments, and what the table holds now. Raises SqlError."""
        name = self.holds.table.rpartition(".")[2]
        stored = looked.query(f"SELECT {', '.join(self.holds.columns)} FROM {self.holds.table}")
        tables = [
            replace(each, rows=stored) if isinstance(each, Table) and each.name == name else each
            for each in self.scenario.warehouse
        ]
        return replace(self.scenario, warehouse=tables, arguments=arguments)
