"""The files of a lesson: what its author writes, and where what is built from that stands."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from workbook import paths
from workbook.errors import WorkbookError

NAME = re.compile(r"\d\d-[a-z0-9]+(?:-[a-z0-9]+)*")
PARTS = ("walkthrough.md", "exercises.md", "checks.py", "answers")


@dataclass(frozen=True)
class LessonFiles:
    """The files of the lesson `name` ("04-keeping-the-latest")."""

    name: str

    @property
    def walkthrough(self) -> Path:
        return paths.LESSONS / self.name / "walkthrough.md"

    @property
    def exercises(self) -> Path:
        return paths.LESSONS / self.name / "exercises.md"

    @property
    def notebook(self) -> Path:
        """The walk-through, built."""
        return paths.NOTEBOOKS / f"{self.name}.ipynb"

    @property
    def solution(self) -> Path:
        """The exercises with their answers, built: nbgrader's source."""
        return paths.SOLUTIONS / self.name / f"{self.name[3:]}.ipynb"

    @property
    def release(self) -> Path:
        """The exercises without their answers, built: nbgrader's release."""
        return paths.EXERCISES / self.name / f"{self.name[3:]}.ipynb"

    def require(self) -> None:
        """Raise WorkbookError if the lesson misses a part."""
        missing = [part for part in PARTS if not (paths.LESSONS / self.name / part).exists()]
        if missing:
            raise WorkbookError(f"lessons/{self.name} has no {' and no '.join(missing)}, which each lesson needs.")

    @property
    def built(self) -> tuple[Path, Path, Path]:
        return self.notebook, self.solution, self.release


def lessons(names: list[str] | None = None) -> list[LessonFiles]:
    """The lessons called `names` ("04" or "04-keeping-the-latest"), or all; in the lessons' order.

    Raises WorkbookError for a name that no lesson has, and for a folder that is not named as a lesson is.
    """
    folders = sorted(p.name for p in paths.LESSONS.iterdir() if p.is_dir() and p.name[0] not in "._")
    for folder in folders:
        if not NAME.fullmatch(folder):
            raise WorkbookError(
                f"lessons/{folder} is not named as a lesson is: "
                "two digits and a topic in small letters, such as 04-keeping-the-latest."
            )
    for name in names or ():
        if not any(name in (folder, folder[:2]) for folder in folders):
            raise WorkbookError(f"There is no lesson {name!r}. The lessons are: {', '.join(folders)}.")
    return [LessonFiles(f) for f in folders if not names or f in names or f[:2] in names]


def shown(path: Path) -> str:
    """`path` as a message names it: from the clone's folder, with forward slashes."""
    return path.relative_to(paths.CLONE).as_posix()


def write(path: Path, text: str) -> None:
    """Put `text` at `path`, whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
