"""What a check of a SQL answer gathers, fixture by fixture, and the verdict that it comes to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbook import sqltext
from workbook.fixtures import Fixture
from workbook.rules import Rule
from workbook.rules.look import Look
from workbook.rules.rows import Match
from workbook.verdicts import Line, Verdict

if TYPE_CHECKING:
    from workbook.answers import SqlRun


class SqlCheck:
    """The check of one SQL text; `over` once nothing more can be learned of it, and `seconds` are what it took."""

    def __init__(
        self, id: str, engine: str, rules: Sequence[Rule], fixtures: Sequence[Fixture], text: str
    ) -> None:
        self.text, self.verdict, self.over, self.seconds = text, Verdict(id), False, 0.0
        self._fixtures = fixtures
        self._looks = [Look(rule, fixtures[0]) for rule in rules]
        self._gives_rows = any(isinstance(rule, Match) for rule in rules)
        self._gave: list[object] = []
        if not sqltext.split(sqltext.clean(text), engine):
            self.end("there is no SQL in the answer yet, or only comments.")
        elif text.lstrip("\ufeff \r\n").startswith("%%"):
            self.end("leave out the line that begins with %%: it belongs to the notebook, and is no SQL.")

    def end(self, says: str) -> None:
        """Nothing more is looked at, for this reason."""
        self.verdict.lines.append(Line(False, "answer", says))
        self.over = True

    def saw(self, run: "SqlRun") -> None:
        """Let the rules look at a run."""
        if run.error:
            # Wrong rows on an earlier fixture may be of the same mistake, and say more of it.
            self.verdict.lines += [look.line() for look in self._looks if look.faults]
            where = "" if run.fixture is self._fixtures[0] else f"with {run.fixture.name}, "
            self.end(f"{where}it stops with an error.\n{run.error}")
            return
        self._gave.append(run.result and sorted(map(repr, run.result.rows)))
        for look in self._looks:
            look.at(run)
        if run.left_open and any(look.faults for look in self._looks):
            self.end("the answer left a transaction open, so all that it did was rolled back: end it with COMMIT.")

    def judged(self) -> Verdict:
        """The verdict, after the last run."""
        verdict, gave = self.verdict, self._gave
        if self.over:
            return verdict
        for line in (look.line() for look in self._looks):
            # Two rules may say the same of a table that is not there: once is enough.
            if line.ok or line.text not in {said.text for said in verdict.lines}:
                verdict.lines.append(line)
        if verdict.passed and len(self._fixtures) > 1:
            names = "; ".join(fixture.name for fixture in self._fixtures[1:])
            verdict.lines.append(Line(True, "other data", f"right there too ({names})"))
        elif (
            not verdict.passed
            and self._gives_rows
            and gave[0]
            and len(gave) > 1
            and all(rows == gave[0] for rows in gave)
        ):
            says = "the answer gives the same rows whatever the table holds: let the query read them."
            verdict.lines.append(Line(False, "other data", says))
        return verdict
