"""The files of a lesson: what its author writes, and where what is built from that stands."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from workbook import paths
from workbook.errors import WorkbookError

TOPIC = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
NAME = re.compile(rf"\d\d-{TOPIC.pattern}")
PARTS = ("walkthrough.md", "exercises.md", "checks.py", "answers")


@dataclass(frozen=True)
class LessonFiles:
    """The files of the lesson `name` ("04-keeping-the-latest")."""

    name: str

    @property
    def walkthrough(self) -> Path:
        return paths.LESSONS / self.name / "walkthrough.md"

    @property
    def walkthroughs(self) -> dict[Path, Path]:
        """The notebook of each of the lesson's walk-throughs, by its text, in the order of reading.

        A lesson that is too long for one has further ones: `walkthrough-a-topic.md` becomes `04-x--a-topic.ipynb`.
        """
        found = {self.walkthrough: self.notebook}
        for text in sorted(self.walkthrough.parent.glob("walkthrough-*.md")):
            topic = text.stem.removeprefix("walkthrough-")
            if not TOPIC.fullmatch(topic):
                raise WorkbookError(
                    f"{shown(text)} is not named as a further walk-through is: walkthrough-a-topic.md."
                )
            found[text] = paths.NOTEBOOKS / f"{self.name}--{topic}.ipynb"
        return found

    @property
    def exercises(self) -> Path:
        return paths.LESSONS / self.name / "exercises.md"

    @property
    def notebook(self) -> Path:
        """The first walk-through, built."""
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
    def built(self) -> tuple[Path, ...]:
        return *self.walkthroughs.values(), self.solution, self.release


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
