"""The rule "same as full": days loaded one by one leave what a full refresh would, whatever happened in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pymysql

from workbook.checking.compare import Difference, compare
from workbook.checking.function_runner import FunctionRun
from workbook.checking.instrumented_drivers import NEVER, StatementHook
from workbook.databases import loading
from workbook.databases.fixtures import Table
from workbook.datasets.change_histories import History, smallest
from workbook.errors import described
from workbook.exercises.rule import Rule
from workbook.exercises.tables import Rows
from workbook.exercises.verdicts import Fault

EXAMPLES = 12
TRIES = 50  # to make a failing one simpler: some seconds


@dataclass(frozen=True)
class _Wrong:
    """How a history ended that did not end as it should: the day of the last run, and an error or other rows."""

    day: date
    how: BaseException | Difference
    got: Sequence[tuple] = ()


@dataclass(frozen=True)
class SameAsFull(Rule):
    """Random histories of the source's `table`, run day by day, leave the warehouse's as a full refresh would.

    The answer's last argument is the day. Both tables are those of the scenario, and empty before a history. A
    failing history is made as small as can be before it is shown; `points_to(history, rows)` says what the rows
    that it left point to.
    """

    table: str
    points_to: Callable[[History, Sequence[tuple], BaseException | None], str] = lambda history, rows, error: ""

    name = "same as full"
    passed = "after each of a dozen histories of some days, the table is what a full refresh would leave"
    runs_last = True

    def faults(self, run: FunctionRun) -> list[Fault]:
        """The smallest history found that goes wrong, and how it ends."""
        with run.runner.changing_source() as source:
            trials = _Trials(run, source, self.table)
            found, _ = smallest(lambda history: trials.wrong(history) is not None, EXAMPLES, TRIES)
            if found is None:
                return []
            wrong = trials.wrong(found)
            assert wrong, "what went wrong once does so again"
            return [self._fault(found, wrong)]

    def _fault(self, found: History, wrong: _Wrong) -> Fault:
        error = wrong.how if isinstance(wrong.how, BaseException) else None
        points_to = self.points_to(found, wrong.got, error)
        count = len(found.changes)
        changes = "1 change suffices" if count == 1 else f"{count} changes suffice"
        story = f"{changes} to show it: {_runs(found)}"
        if isinstance(wrong.how, BaseException):
            says = f"the run for {wrong.day} stops with an error: {described(wrong.how)}."
            return Fault(f"{says}\n{story}", (_told(found),), points_to)
        says = f"{self.table} is not what a full refresh leaves: {wrong.how}."
        shown = _told(found), f"{self.table} after the run for {wrong.day}:", wrong.how.table()
        return Fault(f"{says}\n{story}", shown, points_to)


def _told(found: History) -> Rows:
    return Rows(["in production, UTC", "id", "what happened", "score"], found.told())


def _runs(found: History) -> str:
    days = found.order
    span = ", ".join(map(str, days)) if found.late else f"{days[0]} to {days[-1]}"
    when = "when all days were over" if found.late else "each at its end"
    again = f", then {found.again} once more" if found.again else ""
    if len(days) == 1:
        return f"the run for {days[0]}, at its end{again}."
    return f"the runs for {span}, in this order, {when}{again}."


class _Trials:
    """Runs histories through a function, one after the other."""

    def __init__(self, run: FunctionRun, source: pymysql.Connection, table: str) -> None:
        self._run, self._source, self._table = run, source, table
        scenario = run.fixture
        self._columns = list(next(t for t in scenario.tables("warehouse") if t.name == table).columns)
        empty = [replace(t, rows=()) if isinstance(t, Table) else t for t in scenario.warehouse]
        self._scenario = replace(scenario, warehouse=empty, objects={})

    def wrong(self, found: History) -> _Wrong | None:
        """What is wrong after the history's runs, or after one of them; None if nothing is."""
        loading.load_warehouse(self._run.session.connection, self._scenario)
        self._run.runner.bucket.fresh({})
        runs = [(day, None if found.late else day) for day in found.order]
        runs += [(found.again, None)] if found.again else []
        for number, (day, end) in enumerate(runs, 1):
            # When all days are over, the table is whole only after the last of them.
            whole = not found.late or number >= len(found.days)
            wrong = self._day(found, day, end, whole)
            if wrong:
                return wrong
        return None

    def _day(self, found: History, day: date, end: date | None, whole: bool) -> _Wrong | None:
        """Run one day, on production as it was at the end of `end`; look at the table where it is whole."""
        self._produce(found.rows(end))
        scenario = replace(self._scenario, arguments=(*self._scenario.written_arguments[:-1], day))
        done = self._run.runner.call(self._run.function, scenario, StatementHook(fail_at=NEVER))
        error = done.called.error or next(map(RuntimeError, done.violations), None)
        if error:
            return _Wrong(day, error)
        if not whole:
            return None
        got = self._run.query(f"SELECT {', '.join(self._columns)} FROM {self._table}")
        difference = compare(self._columns, found.rows(end), got)
        return _Wrong(day, difference, got) if difference else None

    def _produce(self, rows: Sequence[tuple]) -> None:
        """Let production hold these rows. One transaction: much faster than a table made anew."""
        with self._source.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(f"DELETE FROM {self._table}")
            marks = ", ".join(["%s"] * len(self._columns))
            cursor.executemany(f"INSERT INTO {self._table} ({', '.join(self._columns)}) VALUES ({marks})", rows)
            cursor.execute("COMMIT")
