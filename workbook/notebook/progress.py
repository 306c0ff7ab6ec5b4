"""Where the learner stands: a plain text file, one line an exercise, in the folder of their own copies."""

import datetime
import html
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import filelock

from workbook import paths
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.exercises.tables import Rows
from workbook.exercises.verdicts import RULES_VERSION

HEAD = "# exercise\tpassed (UTC)\ttries\trules"
PAGE = "progress.html"  # beside the file, for a browser: JupyterLab shows it too
MOST = 7  # exercises of a lesson, so that the bars' words stand below each other


@dataclass(frozen=True)
class Standing:
    """How often an exercise was tried, when it first passed, and by which version of the rules it last did."""

    tries: int = 0
    passed: str = ""
    rules: int = 0

    @property
    def mark(self) -> str:
        """What the learner reads: what was passed by earlier rules stays passed."""
        if self.passed:
            return "✓ passed" if self.rules >= RULES_VERSION else "✓ passed, by earlier rules"
        return "tried" if self.tries else "new"


def file() -> Path:
    """The file's place. Where nbgrader grades, one for each submission: my/ is the teacher's own there."""
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        return Path(_graded().name) / "progress.txt"
    return paths.my() / "progress.txt"


@cache
def _graded() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory()


def read() -> dict[str, Standing]:
    """The standing of each exercise that was tried. Lines that are not ours are passed over, and kept."""
    found = {}
    for line in _lines():
        exercise, standing = _parts(line)
        if exercise:
            found[exercise] = standing
    return found


def record(exercise: str, passed: bool) -> None:
    """Count one try, until the first success; and bring the page up to date.

    Errors: WorkbookError where the folder can't be written to.
    """
    try:
        _record(exercise, passed)
    except OSError as error:
        where = f"{file().parent} can't be written to ({error.strerror or error})"
        raise WorkbookError(f"This is not recorded in your progress: {where}.") from None


def _record(exercise: str, passed: bool) -> None:
    file().parent.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(file().with_name(".progress.lock")):  # a hidden name: it is nothing for the learner
        lines = _lines() or [HEAD]
        before = read().get(exercise, Standing())
        now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M")
        first = before.passed or (now if passed else "")
        tries = before.tries + (not before.passed)
        rules = RULES_VERSION if passed else before.rules
        new = f"{exercise}\t{first}\t{tries}\t{rules or ''}".rstrip("\t")
        kept = [line for line in lines if _parts(line)[0] != exercise]
        _write(file(), "\n".join([*kept, new]) + "\n")
        _write(file().with_name(PAGE), _page())


def _write(path: Path, text: str) -> None:
    """Put the text there whole or not at all, if the kernel is killed here."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".progress-")
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
    Path(name).replace(path)


@dataclass(frozen=True)
class Overview:
    """The exercises, and below them a bar for each lesson: as text, and in Jupyter as HTML."""

    exercises: Rows
    bars: Sequence[str]

    def __repr__(self) -> str:
        return "\n".join([repr(self.exercises), "", *self.bars])

    def _repr_html_(self) -> str:
        bars = html.escape("\n".join(self.bars))
        return f'{self.exercises._repr_html_()}<pre style="white-space: pre">{bars}</pre>'


def overview(lesson: str | None = None) -> Overview:
    """All exercises, or one lesson's: passed or not, tries up to the first success, points. And all lessons."""
    standings = read()
    rows, points, solved = [], 0, 0
    for name in [lesson] if lesson else registry.names():
        for key, exercise in registry.load(name).exercises.items():
            standing = standings.get(key, Standing())
            solved += bool(standing.passed)
            points += exercise.points if standing.passed else 0
            rows.append((name, key, standing.mark, standing.tries, exercise.points))
    note = f"{solved} of {len(rows)} passed, {points} of {sum(row[-1] for row in rows)} points"
    table = Rows(["lesson", "exercise", "standing", "tries", "points"], rows, note)
    return Overview(table, [_bar(name, standings) for name in registry.names()])


def _bar(lesson: str, standings: Mapping[str, Standing]) -> str:
    passed = [bool(standings.get(key, Standing()).passed) for key in registry.load(lesson).exercises]
    squares = "■" * sum(passed) + "□" * (len(passed) - sum(passed))
    return f"{squares:{MOST}} {sum(passed)} of {len(passed)}  {lesson}"


def _page() -> str:
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Progress</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px sans-serif; margin: 2em; }}
td, th {{ padding: 0.2em 0.8em; }}
</style>
<h1>Your progress</h1>
{overview()._repr_html_()}
</html>
"""


def _lines() -> list[str]:
    return file().read_text(encoding="utf-8").splitlines() if file().exists() else []


def _parts(line: str) -> tuple[str, Standing]:
    """An exercise and its standing; "" for a line that is not ours. One of the first rules has no version."""
    exercise, *parts = line.split("\t")
    if line.startswith("#") or len(parts) not in (2, 3) or not all(map(str.isdigit, parts[1:])):
        return "", Standing()
    passed, tries, *rules = parts
    return exercise, Standing(int(tries), passed, int(rules[0]) if rules else int(bool(passed)))
