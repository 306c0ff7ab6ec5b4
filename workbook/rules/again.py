"""The rule "again": a second run of the answer leaves the same rows as the first."""

from dataclasses import dataclass

from workbook.answers import SqlRun
from workbook.rules import Rule
from workbook.rules.compare import compare
from workbook.rules.state import missing_table
from workbook.sessions import SqlError
from workbook.verdicts import Fault


@dataclass(frozen=True)
class Same(Rule):
    """After the answer ran once more, `table` holds the same rows; `columns` if only some of them count."""

    table: str
    columns: tuple[str, ...] = ("*",)

    name = "again"
    passed = "a second run changes nothing"

    def faults(self, run: SqlRun) -> list[Fault]:
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
        difference = compare(result.columns, before, result.rows)
        if not difference:
            return []
        counts = f"{len(before)} rows after the first run, {len(result.rows)} after the second"
        return [Fault(f"the second run changes {self.table}: {counts}.", (difference.table(),))]
