"""The rule "structure": what a table demands and gives by itself, tried by inserting and read from the catalogue.

Each trial runs in a transaction that is undone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbook.checking.compare import compare
from workbook.checking.rules import csv_roundtrip
from workbook.checking.rules.table_rows import missing_table
from workbook.checking.rules.value_forms import Column
from workbook.checking.sql_runner import SqlRun
from workbook.exercises.rule import Rule
from workbook.exercises.tables import shown
from workbook.exercises.verdicts import Fault

# What refuses rows, by SQLSTATE.
MAY_COME = {
    "22001": "The column is too short for texts that may come.",
    "22003": "The column is too narrow for numbers that may come.",
    "23502": "NULL may come there: don't add NOT NULL.",
    "23505": "Such rows may come: don't add a key or a unique index.",
    "23514": "Such rows may come: don't add a CHECK.",
    "54000": "Long texts may come, and an index holds short ones only.",
}
DETAIL = 300  # letters of what the server says of a row


@dataclass(frozen=True)
class StampsInserts(Rule):
    """A row that is inserted without `column` gets the time of that insert in it.

    `insert` is the INSERT that leaves the column out. The default's text doesn't matter: now(), CURRENT_TIMESTAMP
    and a trigger are all right; a time that was frozen when the table was made is not.
    """

    table: str
    column: str
    insert: str

    name = "structure"

    @property
    def passed(self) -> str:
        return f"{self.table} stamps rows inserted without {self.column}"

    def faults(self, run: SqlRun) -> list[Fault]:
        """What is wrong with the stamp of a new row."""
        fault = missing_table(run, self.table)
        if fault:
            return [fault]
        rows, error = run.trial(
            f"{self.insert};\n"
            f"SELECT {self.column}, {self.column} BETWEEN now() AND clock_timestamp() OR {self._cut()},\n"
            f"{self.column} BETWEEN now() - interval '1 minute' AND now()\n"
            f"FROM {self.table} WHERE xmin = pg_current_xact_id()::xid"
        )
        if error:
            return [Fault(f"{self.table} refuses a row without {self.column}.\n{error}")]
        if not rows:
            return [Fault(f"a row inserted into {self.table} is not there afterwards.")]
        stamp, is_now, is_recent = rows[0]
        if is_now:
            return []
        row = f"a row inserted into {self.table} without {self.column}"
        if stamp is None:
            says = f"{row} gets NULL: the default is lost, as CREATE TABLE AS and a plain LIKE lose it."
        elif is_recent:
            says = (
                f"{row} is stamped {shown(stamp)}, which was before the insert: the default was computed once,"
                " when it was set, as the constant 'now' is. now() is computed at each insert."
            )
        else:
            says = f"{row} is stamped {shown(stamp)}, which is not the time of that insert."
        return [Fault(says)]

    def _cut(self) -> str:
        """SQL for: the column holds now() with fewer digits, and its default is no constant that looks so."""
        cuts = [f"date_trunc('{step}', now())" for step in ("second", "milliseconds")]
        cuts += [f"now()::timestamptz({digits})" for digits in (0, 3)]
        constant = "pg_get_expr(adbin, adrelid) LIKE '%''::timestamp%'"
        return (
            f"({self.column} IN ({', '.join(cuts)}) AND NOT EXISTS"
            f" (SELECT FROM pg_attrdef WHERE adrelid = to_regclass('{self.table}') AND {constant}))"
        )


@dataclass(frozen=True)
class Takes(Rule):
    """The table accepts the statement `insert`; `why` says what it stands for, `cause` why it may be refused."""

    table: str
    insert: str
    why: str
    cause: str = ""

    name = "structure"

    @property
    def passed(self) -> str:
        return f"{self.table} takes {self.why}"

    def faults(self, run: SqlRun) -> list[Fault]:
        """The error with which the table refuses the rows, if it does."""
        fault = missing_table(run, self.table)
        if fault:
            return [fault]
        error = run.attempt(self.insert)
        return [Fault(f"{self.table} refuses {self.why}.\n{error}", symptom=self.cause)] if error else []


@dataclass(frozen=True)
class Refuses(Rule):
    """The table refuses the statement `insert` with the SQLSTATE `code`; `why` says what it stands for."""

    table: str
    insert: str
    code: str
    why: str

    name = "structure"

    @property
    def passed(self) -> str:
        return f"{self.table} refuses {self.why}"

    def faults(self, run: SqlRun) -> list[Fault]:
        """The fault of a table that takes what it should refuse."""
        fault = missing_table(run, self.table)
        if fault:
            return [fault]
        # A deferred constraint would speak at COMMIT, and the trial has none.
        error = run.attempt(f"{self.insert}; SET CONSTRAINTS ALL IMMEDIATE")
        if error is None:
            return [Fault(f"{self.table} accepts {self.why}, and should reject it.")]
        return (
            []
            if error.code == self.code
            else [Fault(f"{self.table} refuses {self.why} for another reason.\n{error}")]
        )


@dataclass(frozen=True)
class KeepsRows(Rule):
    """Rows that come into the table later, by COPY or by INSERT, are taken, and stay as they were sent.

    `rows` are in the order of `columns`; `what` says what they stand for.
    """

    table: str
    columns: Mapping[str, Column]
    rows: Sequence[tuple]
    what: str

    name = "structure"
    of_the_first = True

    @property
    def passed(self) -> str:
        return f"{self.table} accepts {self.what}, and keeps them as they are"

    def faults(self, run: SqlRun) -> list[Fault]:
        """The error with which the table refuses such rows, or what it makes of them."""
        fault = missing_table(run, self.table)
        if fault:
            return [fault]
        for way in ("COPY", "INSERT"):
            came, error = csv_roundtrip.loaded(run, self.table, self.columns, self.rows, way)
            if error:
                diag = error.diag
                lines = [f"{diag.severity}:  {diag.message_primary}"]
                lines += [f"DETAIL:  {diag.message_detail[:DETAIL]}"] if diag.message_detail else []
                text = "\n".join([f"{self.table} refuses {self.what}.", *lines])
                return [Fault(text, symptom=MAY_COME.get(error.pgcode, ""))]
            difference = compare(tuple(self.columns), self._in_forms(self.rows), self._in_forms(came))
            if difference:
                says = f"{self.table} does not keep {self.what} as they were sent by {way}: {difference}."
                return [Fault(says, (difference.table(),))]
        return []

    def _in_forms(self, rows: Sequence[tuple]) -> list[tuple]:
        forms = [column.same for column in self.columns.values()]
        return [tuple(same(value) for same, value in zip(forms, row, strict=True)) for row in rows]


NOT_NULL_VIOLATION = "23502"
UNIQUE_VIOLATION = "23505"


@dataclass(frozen=True)
class PrimaryKey(Rule):
    """The table's primary key is exactly `columns`."""

    table: str
    columns: tuple[str, ...]

    name = "structure"

    @property
    def passed(self) -> str:
        return f"{self.table}'s primary key is ({', '.join(self.columns)})"

    def faults(self, run: SqlRun) -> list[Fault]:
        """The fault of a missing or another key."""
        fault = missing_table(run, self.table)
        if fault:
            return [fault]
        rows = run.query(
            "SELECT attname FROM pg_index JOIN pg_attribute"
            " ON attrelid = indrelid AND attnum = ANY ((indkey::int2[])[0:indnkeyatts - 1])"
            f" WHERE indrelid = to_regclass('{self.table}') AND indisprimary"
            " ORDER BY array_position(indkey::int2[], attnum)"
        )
        found = [row[0] for row in rows]
        wanted = f"({', '.join(self.columns)})"
        if not found:
            return [Fault(f"{self.table} has no primary key; it should be {wanted}.")]
        if set(found) == set(self.columns):
            return []
        return [Fault(f"{self.table}'s primary key is ({', '.join(found)}), not {wanted}.")]
