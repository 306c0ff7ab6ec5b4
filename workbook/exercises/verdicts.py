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

    `mistake` is the part of the words that names a known mistake, the same for everybody who made it.
    """

    ok: bool
    rule: str
    text: str
    evidence: tuple[Evidence, ...] = ()
    mistake: str = ""


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
            first, *more = line.text.split("\n")
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
            mark = "✓" if line.ok else "✗"
            items.append(f"<li><b>{mark} {html.escape(line.rule)}</b>: {html.escape(first)}{''.join(blocks)}</li>")
        return (
            f"<p><b>{html.escape(self.headline)}</b></p>"
            f'<ul style="list-style: none; padding-left: 1em">{"".join(items)}</ul>'
        )


def _html_piece(piece: Evidence) -> str:
    return piece._repr_html_() if isinstance(piece, Rows) else f"<pre>{html.escape(piece)}</pre>"
