"""One rule's look at all runs of an answer, and the verdict's line that comes of it."""

from collections.abc import Container, Iterable

from workbook.checking.dag_run import DagScan, RenderedPods
from workbook.checking.dbt_run import DbtProject
from workbook.checking.run import Run
from workbook.checking.spark_run import SparkRun
from workbook.databases.fixtures import Fixture
from workbook.exercises.rule import Rule
from workbook.exercises.verdicts import Fault, Line


class RuleEvaluation:
    """One rule's look at the runs on all fixtures."""

    def __init__(self, rule: Rule, first: Fixture) -> None:
        self.rule, self._first = rule, first
        self.faults: list[tuple[Fixture, Fault]] = []
        self._suspects: list[Iterable[str]] = []

    def at(self, run: Run | DagScan | RenderedPods | DbtProject | SparkRun) -> None:
        """Look at one run; a rule of the scan, at the file or the project; of a template, at its pods.

        The first fault is told. Later runs can only take names away from it; with none left they say no more.
        """
        if not self.faults:
            self.faults = [(run.fixture, fault) for fault in self.rule.faults(run)]
        elif not self._names():
            return
        self._suspects.append(self.rule.suspects(run))

    def line(self) -> Line:
        """What the rule says of all of them."""
        if not self.faults:
            return Line(True, self.rule.name, self.rule.passed)
        fixture, fault = self.faults[0]
        first, *more = fault.text.split("\n", 1)
        name = next(iter(self._names()), "") or fault.symptom
        text = "\n".join([f"{first} {name}".rstrip(), *more])
        if fixture is self._first:
            return Line(False, self.rule.name, text, fault.evidence, name)
        says = f"with {fixture.name}: {text}"
        return Line(False, f"other data, {self.rule.name}", says, fault.evidence, name)

    def _names(self) -> list[str]:
        """The known mistakes that explain what came on every fixture, since a wrong name misleads."""
        first, *others = self._suspects
        names = list(first)
        for seen in others:
            if not names:
                break
            there = seen if isinstance(seen, Container) else set(seen)
            names = [name for name in names if name in there]
        self._suspects = [names]
        return names
