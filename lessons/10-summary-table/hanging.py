"""The rules of `build-summary` on what depends on a table: its grants, and the views on it."""

from dataclasses import dataclass, replace

from workbook.checking.function_runner import FunctionRun
from workbook.checking.rules.dependents import ViewReads
from workbook.checking.rules.table_rows import missing_table
from workbook.exercises import Fault, Rule, Scenario

OID = "SELECT to_regclass('{}')::oid"
MADE_ANEW = "{} is another table than before: it was dropped, or renamed, and created again."


def _made_anew(run: FunctionRun, table: str) -> bool:
    query = OID.format(table)
    return run.query(query) != run.before[query]


@dataclass(frozen=True)
class GrantsStay(Rule):
    """Whoever could use the table of `scenario` before still can."""

    scenario: Scenario

    name = "kept"

    @property
    def passed(self) -> str:
        return f"the grants on {self.scenario.table} are still there"

    @property
    def remember(self) -> tuple[str, ...]:
        return self._asked, OID.format(self.scenario.table)

    @property
    def _asked(self) -> str:
        return (
            "SELECT grantee::regrole::text, privilege_type FROM pg_class, aclexplode(relacl)"
            f" WHERE pg_class.oid = to_regclass('{self.scenario.table}') AND grantee <> relowner ORDER BY 1, 2"
        )

    def faults(self, run: FunctionRun) -> list[Fault]:
        """The fault of lost grants."""
        if run.fixture is not self.scenario:
            return []
        table = self.scenario.table
        fault = missing_table(run, table)
        if fault:
            return [fault]
        now = run.query(self._asked)
        lost = [right for right in run.before[self._asked] if right not in now]
        if not lost:
            return []
        role = lost[0][0]
        rights = ", ".join(right for who, right in lost if who == role)
        cause = f"{MADE_ANEW.format(table)} A grant belongs to the table, not to its name."
        says = f"the role {role} has lost {rights} on {table}."
        return [Fault(says, symptom=cause if _made_anew(run, table) else "")]


@dataclass(frozen=True)
class ViewStays(ViewReads):
    """As ViewReads, on one scenario; says what a table that was made anew does to views."""

    scenario: Scenario | None = None

    @property
    def remember(self) -> tuple[str, ...]:
        return (OID.format(self.table),)

    def faults(self, run: FunctionRun) -> list[Fault]:
        """The fault of a view that is gone, or that reads something else."""
        if run.fixture is not self.scenario:
            return []
        found = super().faults(run)
        if not found or missing_table(run, self.table) or not _made_anew(run, self.table):
            return found
        gone = "A view is attached to the table, not to its name: DROP … CASCADE drops it, and after RENAME it"
        cause = f"{MADE_ANEW.format(self.table)} {gone} keeps reading the old table."
        return [replace(fault, symptom=cause) for fault in found]
