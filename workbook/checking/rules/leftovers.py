"""The rule "left": after success none of the answer's own tables is there."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbook.checking.run import Run
from workbook.exercises.rule import Rule
from workbook.exercises.verdicts import Fault

# Tables and views of all schemas but the server's own, and but temporary ones, which end with the session.
RELATIONS = """
SELECT CASE nspname WHEN 'public' THEN relname ELSE nspname || '.' || relname END
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname !~ '^(pg_|information_schema$)' ORDER BY 1
"""


def relations(run: Run) -> set[str]:
    """The names of the tables and views that are there now."""
    return {name for (name,) in run.query(RELATIONS)}


@dataclass(frozen=True)
class NoTableLeft(Rule):
    """No table or view is there that was not there before, but for the one that the scenario is about."""

    name = "left"
    passed = "no table of the answer's own is left"

    @property
    def remember(self) -> Sequence[str]:
        return (RELATIONS,)

    def faults(self, run: Run) -> list[Fault]:
        """The fault of a table that stays."""
        own = {name for (name,) in run.before[RELATIONS]} | {getattr(run.fixture, "table", "")}
        left = sorted(relations(run) - own)
        if not left:
            return []
        says = f"the answer leaves {', '.join(left)} behind: drop it in the same transaction, or make it TEMP."
        return [Fault(says)]
