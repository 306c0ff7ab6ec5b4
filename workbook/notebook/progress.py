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

HEAD = "# exercise\tpassed (UTC)\ttries"


@dataclass(frozen=True)
class Standing:
    """How often an exercise was tried, and when it first passed."""

    tries: int = 0
    passed: str = ""


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
        exercise, passed, tries = _parts(line)
        if exercise:
            found[exercise] = Standing(tries, passed)
    return found


def record(exercise: str, passed: bool) -> None:
    """Count one try, and its success."""
    file().parent.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(file().with_name(".progress.lock")):  # a hidden name: it is nothing for the learner
        lines = _lines() or [HEAD]
        before = read().get(exercise, Standing())
        now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M")
        new = f"{exercise}\t{before.passed or (now if passed else '')}\t{before.tries + 1}"
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
            mark = "✓ passed" if standing.passed else ("tried" if standing.tries else "new")
            rows.append((name, key, mark))
    return Rows(["lesson", "exercise", "standing"], rows, f"{solved} of {len(rows)} passed")


def _lines() -> list[str]:
    return file().read_text(encoding="utf-8").splitlines() if file().exists() else []


def _parts(line: str) -> tuple[str, str, int]:
    parts = line.split("\t")
    if line.startswith("#") or len(parts) != 3 or not parts[2].isdigit():
        return "", "", 0
    return parts[0], parts[1], int(parts[2])
