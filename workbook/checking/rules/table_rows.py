"""The rule "state": a table that an answer left holds the rows that an oracle computes from the fixture."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from workbook.checking.compare import compare, in_utc
from workbook.checking.rules.result_rows import Mistake, Oracle, Symptom, difference_fault, suspects, symptom
from workbook.checking.run import Run
from workbook.databases.sql_session import SqlError
from workbook.exercises.rule import Rule
from workbook.exercises.verdicts import Fault


def missing_table(run: Run, table: str) -> Fault | None:
    """The fault of a table that isn't there (a view is none), or None."""
    kind = run.kind_of(table)
    if kind is None:
        return Fault(f"there is no table {table}.")
    if kind in ("r", "p"):
        return None
    if kind in ("v", "m"):
        return Fault(f"{table} is a view, not a table: it has no rows of its own.")
    return Fault(f"{table} is not a table.")


@dataclass(frozen=True)
class TableRows(Rule):
    """The table `table` has these columns, and the oracle's rows, as a multiset."""

    table: str
    columns: tuple[str, ...]
    oracle: Oracle
    mistakes: tuple[Mistake, ...] = ()
    symptoms: tuple[Symptom, ...] = ()

    name = "state"

    @property
    def passed(self) -> str:
        return f"{self.table} holds the rows that were asked for"

    def faults(self, run: Run) -> list[Fault]:
        """No table, other columns, or other rows than the oracle's."""
        fault = missing_table(run, self.table)
        if fault:
            return [fault]
        rows, error = self._read(run)
        if error:
            return [Fault(f"{self.table} can't be read with the columns {', '.join(self.columns)}:\n{error}")]
        difference = compare(self.columns, run.fixture.given(self.oracle), rows)
        if not difference:
            return []
        points_to = symptom(self.symptoms, run.fixture, rows)
        return [difference_fault(f"{self.table} is not as it should be", difference, points_to)]

    def suspects(self, run: Run) -> Iterable[str]:
        """The mistakes that leave these rows; none if there is no such table."""
        if missing_table(run, self.table):
            return []
        rows, error = self._read(run)
        return [] if error else suspects(self.mistakes, run.fixture, self.columns, rows)

    def _read(self, run: Run) -> tuple[list[tuple], SqlError | None]:
        try:
            return run.read(f"SELECT {', '.join(self.columns)} FROM {self.table}"), None
        except SqlError as error:
            return [], error


BY_THIS_RUN = "by this run"
STARTED = "SELECT clock_timestamp()"
ENDED = "SELECT date_trunc('second', clock_timestamp()) + interval '1 second'"


@dataclass(frozen=True)
class StampedTableRows(TableRows):
    """As TableRows; where the oracle gives BY_THIS_RUN, the value must lie between the run's start and end.

    `stamp` is the column that this is about. The clock is the server's, the session's time zone UTC.
    """

    stamp: str = "created_date"

    remember = (STARTED,)

    def _read(self, run: Run) -> tuple[list[tuple], SqlError | None]:
        rows, error = super()._read(run)
        started, ended = in_utc(run.before[STARTED][0][0]), in_utc(run.read(ENDED)[0][0])
        place = self.columns.index(self.stamp)

        def told(row: tuple) -> tuple:
            at = row[place]
            ours = isinstance(at, datetime) and _as_cut_as(in_utc(at), started) <= in_utc(at) <= ended
            return (*row[:place], BY_THIS_RUN, *row[place + 1 :]) if ours else row

        return list(map(told, rows)), error


def _as_cut_as(stamp: datetime, moment: datetime) -> datetime:
    """The moment, cut to whole seconds or milliseconds where the stamp is: it may have been."""
    unit = 1_000_000 if stamp.microsecond == 0 else 1_000 if stamp.microsecond % 1_000 == 0 else 1
    return moment.replace(microsecond=moment.microsecond // unit * unit)
