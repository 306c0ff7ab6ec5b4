"""A verdict: a short list of ✓ and ✗ with the evidence, the same words as text and as HTML."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, field

from workbook.databases.fixtures import Fixture
from workbook.exercises.tables import Rows

Evidence = Rows | str
# Of the exercises' rules: raised when one is asked for more, so that answers which passed before may not.
RULES_VERSION = 2


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: a sentence, and what shows it.

    `symptom` says what kind of mistake the evidence points to, for when its name is not known.
    """

    text: str
    evidence: tuple[Evidence, ...] = ()
    symptom: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a verdict: a rule, whether it is kept, and the words.

    `mistake` is the part of the words that names a known mistake, the same for everybody who made it. `solution`
    is what a learner may want to find alone first: it ends the words, and in HTML it is folded.
    """

    ok: bool
    rule: str
    text: str
    evidence: tuple[Evidence, ...] = ()
    mistake: str = ""
    solution: str = ""

    @property
    def words(self) -> str:
        """The text, and what it ends with where nothing can be folded."""
        return f"{self.text} {self.solution}".rstrip()


@dataclass
class Verdict:
    """What a check found. It passed if it has lines and all of them are ✓."""

    exercise: str
    lines: list[Line] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return bool(self.lines) and all(line.ok for line in self.lines)

    @property
    def headline(self) -> str:
        word = "passed" if self.passed else "not yet"
        return f"{'✓' if self.passed else '✗'} {self.exercise}: {word}"

    def right_on_other_data(self, fixtures: Sequence[Fixture]) -> None:
        """If it has passed, add a line that names the further fixtures, if there are any."""
        if self.passed and fixtures:
            names = "; ".join(fixture.name for fixture in fixtures)
            self.lines.append(Line(True, "other data", f"right there too ({names})"))

    def __repr__(self) -> str:
        parts = [self.headline]
        for line in self.lines:
            first, *more = line.words.split("\n")
            parts.append(f"  {'✓' if line.ok else '✗'} {line.rule}: {first}")
            blocks = ["\n".join(more)] if more else []
            blocks += [str(piece) for piece in line.evidence]
            parts += ["      " + row for block in blocks for row in block.split("\n")]
        return "\n".join(parts)

    def _repr_html_(self) -> str:
        items = []
        for line in self.lines:
            first, *more = line.text.split("\n")
            blocks = [f"<pre>{html.escape(chr(10).join(more))}</pre>"] if more else []
            blocks += map(_html_piece, line.evidence)
            if line.solution:
                folded = html.escape(line.solution).replace("\n", "<br>")
                blocks.append(f"<details><summary>What happens, and why</summary>{folded}</details>")
            says = f"<b>{_mark(line.ok)} {html.escape(line.rule)}</b>: {html.escape(first)}"
            items.append(f"<li>{says}{''.join(blocks)}</li>")
        headline = html.escape(self.headline[1:])
        return (
            f"<p><b>{_mark(self.passed)}{headline}</b></p>"
            f'<ul style="list-style: none; padding-left: 1em">{"".join(items)}</ul>'
        )


def _mark(ok: bool) -> str:
    """✓ or ✗ in JupyterLab's own colours, which its dark theme changes; elsewhere in ones that both pages bear."""
    color = "var(--jp-success-color1, #2e8540)" if ok else "var(--jp-error-color1, #d13438)"
    return f'<span style="color: {color}">{"✓" if ok else "✗"}</span>'


def _html_piece(piece: Evidence) -> str:
    return piece._repr_html_() if isinstance(piece, Rows) else f"<pre>{html.escape(piece)}</pre>"
