"""The rule "second session": another session that reads between the statements never sees a half-done table."""

from dataclasses import dataclass

from workbook.checking.function_runner import FunctionRun
from workbook.checking.instrumented_drivers import COMMIT_AS_TEXT
from workbook.checking.sql_runner import SqlRun
from workbook.exercises.rule import Rule
from workbook.exercises.verdicts import Fault


def rows_in_words(rows: tuple | None) -> str:
    """How many rows a look saw."""
    if rows is None:
        return "no table"
    return "1 row" if len(rows) == 1 else f"{len(rows)} rows"


@dataclass(frozen=True)
class NeverHalfDone(Rule):
    """Each look at `table` sees it as it was before the call, or as it is after it.

    A look that has to wait for a lock has seen nothing wrong, and is not counted. A scenario may name another
    table.
    """

    table: str

    name = "second session"
    passed = "another session sees the old rows or the new ones, never anything between"

    def faults(self, run: SqlRun | FunctionRun) -> list[Fault]:
        """The first look that saw a half-done table."""
        table = getattr(run.fixture, "table", "") or self.table
        before, after = run.observations[0].rows if run.observations else None, run.rows(table)
        for seen in run.observations:
            if seen.rows in (before, after):
                continue
            statement = run.statements[seen.before - 2] if seen.before > 1 else ""
            story = "\n".join(
                [
                    f"after: {one_line(statement)}",
                    f"before the answer ran: {rows_in_words(before)}; after it: {rows_in_words(after)}",
                    f"another session saw: {rows_in_words(seen.rows)}",
                ]
            )
            says = "part of the work was committed before the rest of it: make it one transaction."
            hook = getattr(run, "hook", None)
            why = COMMIT_AS_TEXT if hook and hook.misled else ""
            return [Fault(f"another session sees {table} half done: {says}\n{story}", symptom=why)]
        return []


def one_line(statement: str, width: int = 90) -> str:
    """A statement on one line, cut to `width` characters."""
    text = " ".join(statement.split())
    return text if len(text) <= width else text[: width - 1] + "…"
