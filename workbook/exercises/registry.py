"""Finds and loads the lessons: each one's checks.py, and the exercises that it defines."""

import difflib
import importlib.util
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType

from workbook import paths
from workbook.databases.fixtures import Fixture
from workbook.errors import WorkbookError
from workbook.exercises.kinds import Exercise


@dataclass(frozen=True)
class Lesson:
    """A lesson's folder and what its checks.py says: the notebook's own tables, and the exercises by id."""

    name: str  # "04-keeping-the-latest"
    notebook: Fixture
    exercises: dict[str, Exercise] = field(default_factory=dict)
    dags: Sequence[str] = ()  # of the folder dags/, which the notebook's Airflow begins with

    @property
    def folder(self) -> Path:
        return paths.LESSONS / self.name


def names() -> list[str]:
    """The names of all lessons, in order."""
    return sorted(folder.parent.name for folder in paths.LESSONS.glob("[0-9][0-9]-*/checks.py"))


def full_name(name: str, known: Sequence[str] = ()) -> str:
    """The whole name of a lesson, of these or of all, that is called "04", "4" or "keeping-the-latest".

    Raises WorkbookError.
    """
    known = known or names()
    for each in known:
        if name in (each, each[3:]) or name.zfill(2) == each[:2]:
            return each
    near = difflib.get_close_matches(name, [*known, *(each[3:] for each in known)], 3, 0.5)
    says = f"Did you mean: {', '.join(near)}?" if near else f"The lessons are: {', '.join(known)}."
    raise WorkbookError(f"There is no lesson {name!r}. {says}")


@cache
def load(name: str) -> Lesson:
    """The lesson `name`. Raises WorkbookError if there is none."""
    if name not in names():
        raise WorkbookError(f"There is no lesson {name!r}. The lessons are: {', '.join(names())}.")
    module = load_module(name, "checks")
    known = {exercise.id: exercise for exercise in module.exercises}
    return Lesson(name, module.notebook, known, getattr(module, "dags", ()))


@cache
def load_module(lesson: str, name: str) -> ModuleType:
    """A Python file of a lesson's folder as a module; the folder is no package: its name has a dash."""
    full = f"workbook_lessons.{lesson.replace('-', '_')}.{name}"
    spec = importlib.util.spec_from_file_location(full, paths.LESSONS / lesson / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[full] = module
    spec.loader.exec_module(module)
    return module


def exercise_of(file_name: str, ids: Iterable[str]) -> str:
    """Of these ids, the one that an answer's file is for, as `right-ID-way.sql`; "" where it is none of them."""
    rest = file_name.partition("-")[2]
    return max((id for id in ids if rest.startswith(f"{id}-")), key=len, default="")


def find(exercise: str) -> tuple[Lesson, Exercise]:
    """The lesson and the exercise with this id. Raises WorkbookError with the nearest ids if there is none."""
    for name in names():
        # Only the lesson that holds the id is loaded: another's mistake is not this exercise's business.
        modules = (paths.LESSONS / name).glob("*.py")  # checks.py may take exercises from another one
        if any(exercise in module.read_text(encoding="utf-8") for module in modules):
            lesson = load(name)
            if exercise in lesson.exercises:
                return lesson, lesson.exercises[exercise]
    ids = [key for name in names() for key in load(name).exercises]
    near = difflib.get_close_matches(exercise, ids, 3, 0)
    raise WorkbookError(f"There is no exercise {exercise!r}. Did you mean: {', '.join(near)}?")
