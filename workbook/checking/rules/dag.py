"""Rules for answers that are DAG files; TableRows and Idempotent look at their runs too."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from workbook.checking.dag_run import DagRun, DagScan
from workbook.checking.rules.faults import before_and_after
from workbook.checking.rules.second_session import one_line
from workbook.checking.table_observer import observe
from workbook.exercises.fixtures import DagScenario
from workbook.exercises.rule import Rule
from workbook.exercises.verdicts import Fault

AROUND = 3  # days before and after one, where a schedule is looked at
IMPORT_SECONDS = 1.0  # of the processor; the file's own part of what a scan takes


@dataclass(frozen=True)
class Scans(Rule):
    """Nothing is done at the top level of the file but to define DAGs, and that quickly."""

    of_the_scan = True
    name = "scan"
    passed = "a scan of the file defines its DAG and does nothing else"

    def faults(self, run: DagScan) -> list[Fault]:
        """Each line that did something while the file was imported; a slow import."""
        if run.scan["did"]:
            lines = "\n".join(f"line {line} {what}" for line, what in run.scan["did"])
            says = "the file does work when it is only scanned, each time, though no run was asked for."
            return [Fault(f"{says}\n{lines}")]
        if run.scan["seconds"] > IMPORT_SECONDS:
            return [Fault(f"importing the file takes {run.scan['seconds']:.1f} s of processor time at each scan.")]
        return []


@dataclass(frozen=True)
class Tasks(Rule):
    """How the DAG is made: its tasks, their order, its schedule.

    `wrong` takes the DAG as scan.scan describes it, and returns what is wrong, in sentences. `words` are those for
    when nothing is.
    """

    words: str
    wrong: Callable[[dict], Sequence[str]]

    of_the_scan = True
    name = "tasks"

    @property
    def passed(self) -> str:
        return self.words

    def faults(self, run: DagScan) -> list[Fault]:
        """The first thing that is wrong."""
        return [Fault(text) for text in self.wrong(run.scan["dags"][run.dag])][:1]


@dataclass(frozen=True)
class Daily(Rule):
    """The DAG has one run for each day, whose `ds` is that day: so it is around `day`."""

    day: date

    of_the_scan = True
    name = "schedule"
    passed = "the DAG has a run for each day"

    def faults(self, run: DagScan) -> list[Fault]:
        """Days without a run, or with several."""
        days = [self.day + timedelta(days=n) for n in range(-AROUND, AROUND + 1)]
        first, last = datetime.combine(days[0], time.min), datetime.combine(days[-1], time.max)
        found = [each["ds"] for each in run.runner.planned(run.dag, first, last)]
        wrong = [f"{found.count(str(day)) or 'no'} for {day}" for day in days if found.count(str(day)) != 1]
        return [Fault(f"{run.dag} should have one run for each day, and has {wrong[0]}.")] if wrong else []


@dataclass(frozen=True)
class Stores(Rule):
    """The bucket holds, of keys that begin with `prefix`, exactly the objects that the oracle gives, by key."""

    prefix: str
    oracle: Callable[[DagScenario], Mapping[str, bytes]]

    name = "store"
    passed = "the bucket holds the objects that were asked for"

    def faults(self, run: DagRun) -> list[Fault]:
        """A key too few or too many; an object with other bytes."""
        wanted = self.oracle(run.fixture)
        stored = run.bucket.keys()
        keys = [key for key in stored if key.startswith(self.prefix)]
        for key in sorted({*keys, *wanted}):
            if key not in keys:
                return [Fault(f"there is no object {key}; there are: {', '.join(keys) or 'none'}.")]
            if key not in wanted:
                return [Fault(f"there is an object {key} that was not asked for.")]
            if run.bucket.body(key) != wanted[key]:
                holds = f"it should hold {wanted[key]!r}\nand holds      {run.bucket.body(key)!r}"
                return [Fault(f"the object {key} is not as it should be.\n{holds}")]
        return []


@dataclass(frozen=True)
class FailsWhole(Rule):
    """With statements of the warehouse refused in turn, the run fails and `table` is as before; a rerun mends it.

    Tried on the first day of `scenario`, which is one of the exercise's own, with `most` of its statements. The
    failures come one after the other, and one rerun after the last: what any of them leaves is in its way.
    """

    table: str
    scenario: DagScenario
    most: int = 4

    name = "faults"
    passed = "whichever statement fails, the run fails, the table is as before, and a rerun completes it"

    def faults(self, run: DagRun) -> list[Fault]:
        """The first statement whose failure does harm."""
        if run.fixture is not self.scenario:
            return []
        day = self.scenario.dates[:1]
        ran_once = len(run.days) == 1
        whole = run if ran_once else run.runner.run(run.scan, replace(self.scenario, dates=day))
        if not whole.statements:
            return [Fault("the DAG sent no statement through the connection `warehouse`.")]
        complete, count = observe(whole.session.connection, self.table), len(whole.statements)
        statements = list(whole.statements)
        numbers = sorted({1 + (count - 1) * at // (self.most - 1) for at in range(self.most)})
        tried = self._untried(run)
        for number in numbers:
            had = len(tried.statements)
            error = run.runner.days(tried, day, number)
            if len(tried.statements) < had + number:  # after the failures before, the run has fewer statements
                tried = self._untried(run)
                error = run.runner.days(tried, day, number)
            harm = self._harm(tried, error, complete)
            if harm:
                statement = one_line(statements[number - 1].text)
                what = f"statement {number} of {count} was refused by the server: {statement}"
                return [Fault(f"{harm}\n{what}")]
        refused = (
            f"of {count} statements the server refused these, one in each run: {', '.join(map(str, numbers))}"
        )
        error = run.runner.days(tried, day)
        if error:
            return [Fault(f"after failures {error}\n{refused}")]
        if observe(tried.session.connection, self.table) != complete:
            says = "after failures, a rerun does not bring the rows that a run without them brings."
            return [Fault(f"{says}\n{refused}")]
        return []

    def _untried(self, run: DagRun) -> DagRun:
        """The scenario's tables and objects, and no day run yet."""
        return run.runner.run(run.scan, replace(self.scenario, dates=()), watch=self.table)

    def _harm(self, tried: DagRun, error: Exception | None, complete: tuple | None) -> str:
        before, after = tried.observations[0].rows, observe(tried.session.connection, self.table)
        if error is None:
            return "the failure goes unnoticed: the run is green, and nobody will look."
        if after not in (before, complete):
            says = f"a failure changes the table: {before_and_after(self.table, before, after)}."
            return f"{says} What belongs together is one transaction: one task, without autocommit."
        return ""
