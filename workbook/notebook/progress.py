"""Where the learner stands: a plain text file, one line an exercise, in the folder of their own copies."""

import datetime
import os
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import filelock

from workbook import paths
from workbook.exercises import registry
from workbook.exercises.tables import Rows
from workbook.exercises.verdicts import RULES_VERSION

HEAD = "# exercise\tpassed (UTC)\ttries\trules"


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
    """Count one try, and its success."""
    file().parent.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(file().with_name(".progress.lock")):  # a hidden name: it is nothing for the learner
        lines = _lines() or [HEAD]
        before = read().get(exercise, Standing())
        now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M")
        first = before.passed or (now if passed else "")
        rules = RULES_VERSION if passed else before.rules
        new = f"{exercise}\t{first}\t{before.tries + 1}\t{rules or ''}".rstrip("\t")
        kept = [line for line in lines if _parts(line)[0] != exercise]
        handle, name = tempfile.mkstemp(dir=file().parent, prefix="progress-")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write("\n".join([*kept, new]) + "\n")
        Path(name).replace(file())  # whole or not at all, if the kernel is killed here


def overview(lesson: str | None = None) -> Rows:
    """A table of all exercises, or of one lesson's: passed or not, and tries."""
    standings = read()
    rows, solved = [], 0
    for name in [lesson] if lesson else registry.names():
        for key in registry.load(name).exercises:
            standing = standings.get(key, Standing())
            solved += bool(standing.passed)
            rows.append((name, key, standing.mark))
    return Rows(["lesson", "exercise", "standing"], rows, f"{solved} of {len(rows)} passed")


def _lines() -> list[str]:
    return file().read_text(encoding="utf-8").splitlines() if file().exists() else []


def _parts(line: str) -> tuple[str, Standing]:
    """An exercise and its standing; "" for a line that is not ours. One of the first rules has no version."""
    exercise, *parts = line.split("\t")
    if line.startswith("#") or len(parts) not in (2, 3) or not all(map(str.isdigit, parts[1:])):
        return "", Standing()
    passed, tries, *rules = parts
    return exercise, Standing(int(tries), passed, int(rules[0]) if rules else int(bool(passed)))
