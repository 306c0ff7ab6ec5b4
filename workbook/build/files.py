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

    @property
    def built(self) -> tuple[Path, Path, Path]:
        return self.notebook, self.solution, self.release


def lessons(names: list[str] | None = None) -> list[LessonFiles]:
    """The lessons called `names` ("04" or "04-keeping-the-latest"), or all; in the lessons' order.

    Raises WorkbookError for a name that no lesson has, and for a lesson's folder that misses a part.
    """
    found = []
    for folder in sorted(paths.LESSONS.iterdir()):
        if not folder.is_dir() or folder.name.startswith((".", "_")):
            continue
        if not NAME.fullmatch(folder.name):
            raise WorkbookError(
                f"lessons/{folder.name} is not named as a lesson is: "
                "two digits and a topic in small letters, such as 04-keeping-the-latest."
            )
        missing = [part for part in PARTS if not (folder / part).exists()]
        if missing:
            raise WorkbookError(
                f"lessons/{folder.name} has no {' and no '.join(missing)}. A lesson needs all of its parts."
            )
        found.append(LessonFiles(folder.name))
    if names is None:
        return found
    chosen = [files for files in found if files.name in names or files.name[:2] in names]
    for name in names:
        if not any(name in (files.name, files.name[:2]) for files in chosen):
            known = ", ".join(files.name for files in found)
            raise WorkbookError(f"There is no lesson {name!r}. The lessons are: {known}.")
    return chosen


def shown(path: Path) -> str:
    """`path` as a message names it: from the clone's folder, with forward slashes."""
    return path.relative_to(paths.CLONE).as_posix()


def write(path: Path, text: str) -> None:
    """Put `text` at `path`, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
