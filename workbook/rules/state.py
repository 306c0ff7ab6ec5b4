"""The rule "state": a table that an answer left holds the rows that an oracle computes from the fixture."""

from dataclasses import dataclass

from workbook.answers import SqlRun
from workbook.rules.compare import compare
from workbook.rules.rows import Mistake, Oracle, difference_fault, named
from workbook.verdicts import Fault


def missing_table(run: SqlRun, table: str) -> Fault | None:
    """The fault of a table that isn't there (a view is none), or None."""
    kind = run.query(f"SELECT relkind FROM pg_class WHERE oid = to_regclass('{table}')")
    if not kind:
        return Fault(f"there is no table {table}.")
    return None if kind[0][0] in ("r", "p") else Fault(f"{table} is not a table.")


@dataclass(frozen=True)
class Holds:
    """The table `table` has these columns, and the oracle's rows, as a multiset."""

    table: str
    columns: tuple[str, ...]
    oracle: Oracle
    mistakes: tuple[Mistake, ...] = ()

    name = "state"

    @property
    def passed(self) -> str:
        return f"{self.table} holds the rows that were asked for"

    def faults(self, run: SqlRun) -> list[Fault]:
        """What is wrong with the table; nothing if it is right."""
        fault = missing_table(run, self.table)
        if fault:
            return [fault]
        rows, error = run.trial(f"SELECT {', '.join(self.columns)} FROM {self.table}")
        if error:
            return [Fault(f"{self.table} can't be read with the columns {', '.join(self.columns)}:\n{error}")]
        difference = compare(self.columns, self.oracle(run.fixture), rows)
        if not difference:
            return []
        name = named(self.mistakes, run.fixture, self.columns, rows)
        return [difference_fault(f"{self.table} is not as it should be", difference, name)]
