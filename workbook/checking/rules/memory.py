"""The rules of memory: a function that streams takes no more for a large table than for a small one.

They come after all others, when what the function imports has been imported, and only where nothing else is wrong.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psycopg2
import pymysql

from workbook.checking.function_runner import FunctionRun
from workbook.checking.instrumented_drivers import NEVER, STOPPED, StatementHook
from workbook.checking.memory import Peak
from workbook.checking.rules.copied_tables import Sink
from workbook.checking.rules.exact_values import difference, select
from workbook.errors import described
from workbook.exercises.fixtures import Scenario
from workbook.exercises.rule import Rule
from workbook.exercises.verdicts import Fault

FLAT_MB = 4.0  # of growth while FLAT_ROWS more rows go through: memory does not grow with them
FLAT_ROWS = 100_000
HELD = (
    "The whole result is read before the first row is used: fetchall(), an ordinary cursor of pymysql and"
    " pandas.read_sql without chunks do that. pymysql.cursors.SSCursor reads row by row."
)
KEPT = "What was read or written is kept: in a list, a StringIO or a BytesIO."


class _Enough(BaseException):
    """Ends a call of which enough was seen; no Exception, so that `except Exception` lets it through."""


class _Stream:
    """One call that is watched: how far it is, what memory it takes, and whether it can be ended."""

    def __init__(self, limit: int) -> None:
        self.limit, self.peak = limit, Peak()
        self.source: pymysql.Connection | None = None  # that the call reads from
        self.flat = self.beyond = False
        self._from: tuple[int, float] | None = None  # lines written, and the memory by then

    def at_row(self, number: int) -> None:
        if number % 1000 == 0:
            self.peak.look()
        if self.peak.grown > self.limit:
            self.beyond = True
            self._end()

    def at_write(self, lines: int) -> None:
        """Known to stream: the rows are written as they come, and many more of them took no more memory."""
        if self._from is None and lines >= FLAT_ROWS // 2:
            self._from = lines, self.peak.look()
        elif self._from and lines >= self._from[0] + FLAT_ROWS:
            if self.peak.look() - self._from[1] < FLAT_MB:
                self.flat = True
                self._end()
            self._from = lines, self.peak.grown

    def _end(self) -> None:
        # A server-side cursor that is closed would first read all rows that are left.
        if self.source is not None and self.source._result is not None:
            self.source._result.unbuffered_active = False
        if self.source is not None:
            self.source._force_close()
        raise _Enough


@dataclass(frozen=True)
class Streams(Rule):
    """While the function writes the `rows` rows of `scenario` to a file, it takes less than `limit` MB more.

    The file is its last argument, a copied_tables.Sink. A call is ended as soon as it is known how it goes on:
    beyond the limit, or with memory flat while many rows go through.
    """

    scenario: Scenario
    rows: int
    limit: int

    name = "memory"
    needs_same_process = True
    runs_last = True

    @property
    def passed(self) -> str:
        return f"it does not grow with the rows: {self.rows:,} pass with less than {self.limit} MB above the start"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """Memory beyond the limit, an error, or rows that did not come."""
        stream = _Stream(self.limit)

        def function(source: pymysql.Connection, query: str, file: Sink) -> object:
            stream.source, file.on_write = source, stream.at_write
            return run.function(source, query, file)

        with stream.peak:
            tried = run.runner.run(function, self.scenario, "", StatementHook(fail_at=NEVER, at_row=stream.at_row))
        lines = tried.arguments[-1].lines
        if stream.flat:
            return []
        if stream.beyond or stream.peak.grown > self.limit:
            says = (
                f"with {tried.hook.rows_read:,} of {self.rows:,} rows read and {lines:,} written, it takes"
                f" {stream.peak.grown:,.0f} MB more than at the start; it should stay below {self.limit} MB."
            )
            return [Fault(says, (), KEPT if lines else HELD)]
        return _unfinished(tried, self.scenario, self.rows) or (
            [] if lines == self.rows else [Fault(f"of {self.rows:,} rows it wrote {lines:,}.")]
        )


@dataclass(frozen=True)
class LoadsInPieces(Rule):
    """While the function copies the `rows` rows of `scenario`, it takes less than `limit` MB more, until the COPY.

    The COPY that comes when all rows have been read fails: it is the warehouse's work, and takes long. Then the
    source holds `left` only, after the SQL `shrink`, and the next run must load just that.
    """

    scenario: Scenario
    rows: int
    size: int  # MB, as CSV
    limit: int
    shrink: str
    left: Callable[[], Sequence[tuple]]

    name = "memory"
    needs_same_process = True
    runs_last = True

    @property
    def passed(self) -> str:
        return f"a table of {self.size} MB passes with less than {self.limit} MB above the start"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """Memory beyond the limit, an error before the COPY, or another table after the next run."""
        stream, reached = _Stream(self.limit), []
        hook = StatementHook(fail_at=NEVER, at_row=stream.at_row)

        def copy_fails() -> None:
            if hook.rows_read >= self.rows:
                reached.append(True)
                raise psycopg2.OperationalError(STOPPED)

        hook.before_copy = copy_fails

        def function(source: pymysql.Connection, *others: object) -> object:
            stream.source = source
            return run.function(source, *others)

        with stream.peak:
            tried = run.runner.run(function, self.scenario, "", hook)
        if stream.beyond or stream.peak.grown > self.limit:
            says = (
                f"with {hook.rows_read:,} of {self.rows:,} rows read, it takes {stream.peak.grown:,.0f} MB more"
                f" than at the start; it should stay below {self.limit} MB."
            )
            return [Fault(says, (), self._reason(hook))]
        if not reached:
            return _unfinished(tried, self.scenario, self.rows)
        return self._next(run)

    def _reason(self, hook: StatementHook) -> str:
        if hook.rows_read >= self.rows:
            return "All rows have been read: what goes to the bucket is in memory as a whole."
        sent = [text for text in hook.statements if text.startswith("s3 ")]
        return "" if sent else "Nothing has gone to the bucket so far: the rows or their CSV are kept in memory."

    def _next(self, run: FunctionRun) -> list[Fault]:
        with run.runner.changing_source() as source, source.cursor() as cursor:
            cursor.execute(self.shrink)
        error = run.runner.call(run.function, self.scenario, StatementHook(fail_at=NEVER)).called.error
        story = (
            f"a load of {self.rows:,} rows failed at its COPY; then the source held {len(self.left())} rows, and"
        )
        if error:
            return [Fault(f"{story} the next load stops with an error: {described(error)}")]
        table = self.scenario.tables("warehouse")[0]
        count = run.query(f"SELECT count(*) FROM {table.name}")[0][0]
        if count == len(self.left()) and difference(table, self.left(), run.query(select(table))) is None:
            return []
        says = f"{story} the next load leaves {count:,} in the table."
        return [
            Fault(
                says,
                (),
                "Objects of the earlier load were loaded again: empty the prefix first, or use a new one.",
            )
        ]


def _unfinished(tried: FunctionRun, scenario: Scenario, rows: int) -> list[Fault]:
    if tried.called.timed_out:
        return [Fault(f"{rows:,} rows take longer than {scenario.seconds:g} seconds.")]
    if tried.error is not None:
        return [Fault(f"with {rows:,} rows it stops with an error: {described(tried.error)}")]
    return []
