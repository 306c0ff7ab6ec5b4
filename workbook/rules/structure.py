"""The rule "structure": what a table demands and gives by itself, tried by inserting and read from the catalogue.

Each trial runs in a transaction that is undone.
"""

from dataclasses import dataclass

from workbook.answers import SqlRun
from workbook.rules import Rule
from workbook.rules.state import missing_table
from workbook.tables import shown
from workbook.verdicts import Fault


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
        # The new rows are those that were not there before; ctid names a row within one transaction.
        rows, error = run.trial(
            f"CREATE TEMP TABLE stamp_before ON COMMIT DROP AS SELECT ctid AS place FROM {self.table};"
            f"{self.insert};"
            f"SELECT {self.column}, {self.column} BETWEEN now() AND clock_timestamp() FROM {self.table}"
            " WHERE ctid NOT IN (SELECT place FROM stamp_before)"
        )
        if error:
            return [Fault(f"{self.table} refuses a row without {self.column}.\n{error}")]
        if not rows:
            return [Fault(f"a row inserted into {self.table} is not there afterwards.")]
        stamp, is_now = rows[0]
        if is_now:
            return []
        if stamp is None:
            says = f"a row inserted into {self.table} without {self.column} gets NULL: the default is lost."
        else:
            says = (
                f"a row inserted into {self.table} without {self.column} is stamped {shown(stamp)},"
                " which is not the time of that insert."
            )
        return [Fault(says)]


@dataclass(frozen=True)
class Takes(Rule):
    """The table accepts the statement `insert`; `why` says what it stands for."""

    table: str
    insert: str
    why: str

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
        return [Fault(f"{self.table} refuses {self.why}.\n{error}")] if error else []


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
            return [Fault(f"{self.table} takes {self.why}, and should refuse it.")]
        return (
            []
            if error.code == self.code
            else [Fault(f"{self.table} refuses {self.why} for another reason.\n{error}")]
        )


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
        )
        found = {row[0] for row in rows}
        wanted = f"({', '.join(self.columns)})"
        if not found:
            return [Fault(f"{self.table} has no primary key; it should be {wanted}.")]
        return (
            []
            if found == set(self.columns)
            else [Fault(f"{self.table}'s primary key is ({', '.join(sorted(found))}), not {wanted}.")]
        )
