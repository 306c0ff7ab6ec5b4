"""The stamps of a load come from the server's clock, whatever the machine's own says."""

import datetime as dt
from dataclasses import dataclass, replace

from workbook.checking import other_clock
from workbook.checking.function_runner import FunctionRun
from workbook.checking.instrumented_drivers import NEVER, StatementHook
from workbook.checking.rules.table_rows import StampedTableRows
from workbook.exercises import Fault, Rule, Scenario

SEOUL = "KST-9"
BEHIND = dt.timedelta(days=3, hours=5)


@dataclass(frozen=True)
class ServerStamps(Rule):
    """On a machine whose clock is some days behind, and in Seoul, `scenario` leaves what `holds` asks for."""

    scenario: Scenario
    holds: StampedTableRows

    name = "clock"
    needs_same_process = True
    passed = "the stamps are the server's, whatever the machine's clock and time zone are"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """Stamps that are not of the run, on a machine with another clock."""
        if run.fixture is not self.scenario:
            return []
        now = dt.datetime.now(dt.UTC).replace(tzinfo=None) - BEHIND
        with other_clock.at(now, SEOUL, run.function):
            hook = StatementHook(fail_at=NEVER)
            tried = run.runner.run(run.function, self.scenario, "", hook, self.holds.remember)
        found = self.holds.faults(tried)
        where = "on a machine in Seoul, whose clock is some days slow,"
        why = "Let the server stamp the rows: now(), or the default."
        return [replace(fault, text=f"{where} {fault.text}", symptom=why) for fault in found]
