"""A course folder of its own, and learners' notebooks: the exercises as handed out, with answers filled in."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat

from workbook import paths
from workbook.build.files import LessonFiles

PART = re.compile(r"BEGIN SOLUTION[^\n]*\n(.*?)\n[^\n]*END SOLUTION", re.DOTALL)
NOT_COPIED = shutil.ignore_patterns(
    ".*", "__pycache__", "my", "bench", "tests", "docs", "notebooks", "gradebook.db"
)


def copy_of_the_course(folder: Path) -> Path:
    """A copy of what a teacher has, as nbgrader uses it."""
    shutil.copytree(paths.CLONE, folder, ignore=NOT_COPIED)
    return folder


def nbgrader(course: Path, *words: str) -> str:
    """What `nbgrader …` says in the folder `course`, where `workbook` is the one of that folder."""
    env = {**os.environ, "PYTHONPATH": str(course), "WORKBOOK_MY": str(course / "my")}
    command = [sys.executable, "-m", "nbgrader", *words]
    done = subprocess.run(command, cwd=course, env=env, capture_output=True, encoding="utf-8", timeout=170)
    assert done.returncode == 0, done.stderr
    return done.stderr + done.stdout


def solutions(lesson: str) -> dict[str, str]:
    """What each answer cell of a lesson's solution holds, by exercise."""
    solved = nbformat.read(LessonFiles(lesson).solution, as_version=4)
    marked = ((cell.metadata.get("nbgrader", {}), cell.source) for cell in solved.cells)
    return {mark.grade_id: source for mark, source in marked if mark.get("solution")}


def answered(lesson: str, answers: Mapping[str, str]) -> str:
    """The exercises of a lesson as a learner saves them, `answers` in the cells of these exercises."""
    notebook = nbformat.read(LessonFiles(lesson).release, as_version=4)
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    for exercise, source in answers.items():
        cells[exercise].source = "\n".join(line for line in source.split("\n") if " SOLUTION" not in line)
    return nbformat.writes(notebook)


def submit(course: Path, student: str, lesson: str, answers: Mapping[str, str]) -> None:
    """Lay a submission as nbgrader's exchange does."""
    folder = course / "submitted" / student / lesson
    folder.mkdir(parents=True)
    (folder / LessonFiles(lesson).release.name).write_text(answered(lesson, answers), encoding="utf-8")
