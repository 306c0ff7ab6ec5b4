"""One rule's look at all runs of an answer, and the verdict's line that comes of it."""

from workbook.answers import Run
from workbook.fixtures import Fixture
from workbook.rules import Rule
from workbook.verdicts import Fault, Line


class Look:
    """One rule's look at the runs on all fixtures."""

    def __init__(self, rule: Rule, first: Fixture) -> None:
        self.rule, self._first = rule, first
        self.faults: list[tuple[Fixture, Fault]] = []
        self._suspects: list[str] | None = None

    def at(self, run: Run) -> None:
        """Look at one run."""
        self.faults += [(run.fixture, fault) for fault in self.rule.faults(run)]
        # A mistake is named only if it explains what came on every fixture: a wrong name misleads.
        seen = self.rule.suspects(run)
        self._suspects = seen if self._suspects is None else [name for name in self._suspects if name in seen]

    def line(self) -> Line:
        """What the rule says of all of them."""
        if not self.faults:
            return Line(True, self.rule.name, self.rule.passed)
        fixture, fault = self.faults[0]
        first, *more = fault.text.split("\n", 1)
        name = self._suspects[0] if self._suspects else fault.symptom
        text = "\n".join([f"{first} {name}".rstrip(), *more])
        if fixture is self._first:
            return Line(False, self.rule.name, text, fault.evidence, name)
        says = f"with {fixture.name}: {text}"
        return Line(False, f"other data, {self.rule.name}", says, fault.evidence, name)
