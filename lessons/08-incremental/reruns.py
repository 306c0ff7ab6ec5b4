"""How days of `incremental` are run again: on the same connections, and when their rows have moved on."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pymysql

from workbook.checking.compare import compare
from workbook.checking.function_runner import FunctionRun
from workbook.checking.instrumented_drivers import NEVER, StatementHook
from workbook.databases import redshift_copy
from workbook.errors import described
from workbook.exercises import Fault, Rule, Scenario, load_module

day_mistakes = load_module("08-incremental", "day_mistakes")

DAY = dt.timedelta(1)
ROWS = "SELECT id, created_at, score, modified, deleted FROM nps"
OLD_SNAPSHOT = (
    "On the same connection the source keeps showing what it showed first, until its transaction ends: call"
    " source.rollback() before you read. And a row with the same `modified` may have changed: it replaces the"
    " one in nps."
)
LEFT = "Something that the failed run left behind, a table or objects, was loaded together with the new rows."
OLD_OBJECTS = (
    "Objects that an earlier run had left in the bucket were loaded again. The address in COPY is a prefix:"
    " `nps/` also matches the objects of all other days."
)


@dataclass(frozen=True)
class SameSecond(Rule):
    """A day that is run between two changes of one second takes the second one when it is run again.

    Tried on `scenario`, on the same connections and on new ones; also after a run in which a statement failed, on
    the same ones each of them. `change` is SQL for the source that leaves `modified` as it is.
    """

    scenario: Scenario
    change: str

    name = "again"
    needs_same_process = True
    passed = "run again after a second change within one second, the day brings that change"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """Another table than production's after the second run, or the error that stopped it."""
        if run.fixture is not self.scenario:
            return []
        last = len(run.statements)
        failing = [(number, False) for number in range(1, last + 1)]
        for fail_at, is_new in ((NEVER, False), (NEVER, True), *failing, (last, True)):
            found = self._tried(run, fail_at, is_new)
            if found and fail_at and not is_new:
                found = self._tried(run, fail_at, True) or found  # then it is not the connection
            if found:
                return found
        return []

    def _tried(self, run: FunctionRun, fail_at: int, is_new: bool) -> list[Fault]:
        """What is wrong after a second run, where in the first one the statement `fail_at` failed."""
        (day,) = self.scenario.written_arguments
        asked = f"{ROWS} WHERE modified >= '{day}' AND modified < '{day + DAY}'"
        where = "from new connections" if is_new else "on the same connections"
        session = run.runner.fresh(self.scenario)
        given = run.runner.give(StatementHook(fail_at=fail_at))
        try:
            given.call(run.function, self.scenario)
            given.never_fail()
            given.roll_back()
            with run.runner.changing_source() as source, source.cursor() as cursor:
                cursor.execute(self.change)
                cursor.execute(asked)
                production = _rows(cursor)
            if is_new or given.closed:
                given.close()
                given = run.runner.give(StatementHook(fail_at=NEVER))
            error = given.call(run.function, self.scenario).error
        finally:
            given.close()
        looked = FunctionRun(self.scenario, session, runner=run.runner, function=run.function)
        after = ", and after a run that failed" if fail_at else ""
        says = f"the day is run {where} after a second change within the same second{after}"
        if error and fail_at not in (NEVER, len(run.statements)):
            return []  # it is heard, and the caller can connect anew; what is old would not be
        why = LEFT if fail_at and is_new else OLD_SNAPSHOT
        return _differs(looked, asked, production, error, says, why)


@dataclass(frozen=True)
class RowsMoveOn(Rule):
    """Most rows of a day are changed on the next one; both days are run, and the first once more.

    So what the first run had left in the bucket holds rows that are not that day's any more. Tried on `scenario`
    and on the large one; `change` is SQL for the source.
    """

    scenario: Scenario
    change: str

    name = "again"
    needs_same_process = True
    passed = "run again after its rows have moved on to the next day, a day brings back none of them"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """Another table than production's after the last run, or the error that stopped one."""
        scenario = run.fixture
        if scenario is not self.scenario and not scenario.large:
            return []
        (day,) = scenario.written_arguments
        session = run.runner.fresh(scenario)
        looked = FunctionRun(scenario, session, runner=run.runner, function=run.function)
        run.runner.call(run.function, scenario, StatementHook(fail_at=NEVER))
        with run.runner.changing_source() as source, source.cursor() as cursor:
            cursor.execute(self.change)
            cursor.execute(ROWS)
            production = _rows(cursor)
        for number, of in enumerate((day + DAY, day)):
            there, hook = set(run.bucket.keys()), StatementHook(fail_at=NEVER)
            error = run.runner.call(run.function, replace(scenario, arguments=(of,)), hook).error
            says = "its rows have moved on to the next day and both days are run"
            says = says if number else "the next day is run"
            why = OLD_OBJECTS if _loads_others(hook.statements, there) else ""
            if found := _differs(looked, ROWS, production, error, says, why):
                return found
        return []


def _loads_others(statements: Sequence[str], there: set[str]) -> bool:
    """Whether a COPY's prefix names objects that were there before, and that this call did not write again."""
    own = {text.split(" ", 2)[2] for text in statements if text.startswith("s3 Put")}
    copies = [redshift_copy.parse(text) for text in statements if not text.startswith("s3 ")]
    return any(key.startswith(copy.prefix) for copy in copies if copy for key in there - own)


def _rows(cursor: pymysql.cursors.Cursor) -> list[tuple]:
    """The rows that production holds, as the warehouse's types have them."""
    return [(*row[:-1], bool(row[-1])) for row in cursor]


def _differs(
    run: FunctionRun, asked: str, production: Sequence[tuple], error: BaseException | None, says: str, why: str
) -> list[Fault]:
    if error is not None:
        twice = isinstance(error, day_mistakes.TWICE)
        return [Fault(f"it stops when {says}.\n{described(error)}", symptom=why if twice else "")]
    difference = compare(("id", "created_at", "score", "modified", "deleted"), production, run.query(asked))
    if not difference:
        return []
    return [Fault(f"when {says}, nps differs from production: {difference}.", (difference.table(),), why)]
