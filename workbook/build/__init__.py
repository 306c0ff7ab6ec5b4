"""Builds the notebooks: walk-throughs and solutions are run, exercises are made from the solutions.

In: lessons/. Out: notebooks/, solutions/, exercises/, and a hand-out for a class. The command calls it, and
grading for the names that gradebooks know.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.reader import NotJSONError

from workbook import paths, servers
from workbook.build import execute, markdown
from workbook.build.files import LessonFiles, lessons, shown, write
from workbook.build.release import learners_version
from workbook.errors import WorkbookError
from workbook.exercises import registry


def build(names: list[str] | None = None, report: Callable[[str], None] = print) -> None:
    """Build the lessons called `names` ("04" or "04-keeping-the-latest"), or all; `report` is told each file.

    A lesson whose build fails keeps its built files as they were, and the others are built nevertheless.
    Raises WorkbookError at the end, with what is wrong in each lesson that failed.
    """
    chosen = lessons(names)
    servers.ensure(report)  # not by a kernel that runs a lesson: its folders are gone when it ends
    failed = []
    for lesson in chosen:
        try:
            for path, text in _build(lesson).items():
                write(path, text)
                report(f"built {shown(path)}")
        except WorkbookError as error:
            failed.append(str(error))
        except OSError as error:
            failed.append(f"{lesson.name} can't be written: {error.strerror} ({error.filename}).")
    if failed:
        raise WorkbookError("\n\n".join(failed))


def stale(names: list[str] | None = None) -> list[str]:
    """What is stale in the built files of the lessons called `names`, or of all: sentences, none if fresh.

    Nothing is executed: sources and metadata are derived again and compared. That the outputs are what the
    cells print is for nbval to say.
    """
    chosen = lessons(names)
    found = [fault for lesson in chosen for fault in _stale(lesson)]
    if not names:
        known = {path for lesson in chosen for path in lesson.built}
        found += [
            f"{shown(path)} belongs to no lesson: delete it."
            for folder in (paths.NOTEBOOKS, paths.SOLUTIONS, paths.EXERCISES)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path not in known and not _hidden(path)
        ]
    return found


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(paths.CLONE).parts)


def _derive(lesson: LessonFiles) -> dict[Path, NotebookNode]:
    lesson.require()
    known = registry.load(lesson.name).exercises
    solved, ids = markdown.exercises(lesson, known)
    unasked = [id for id in known if id not in ids]
    if unasked:
        raise WorkbookError(f"{shown(lesson.exercises)} has no check({unasked[0]!r}), which checks.py defines.")
    walkthroughs = {path: markdown.walkthrough(lesson, known, text) for text, path in lesson.walkthroughs.items()}
    return {**walkthroughs, lesson.solution: solved}


def _build(lesson: LessonFiles) -> dict[Path, str]:
    texts = {}
    derived = _derive(lesson)
    for path in derived:
        path.parent.mkdir(parents=True, exist_ok=True)
    with _put(lesson.solution, nbformat.writes(derived[lesson.solution])):
        for path, notebook in derived.items():
            execute.run(notebook, path.parent, shown(path))
            texts[path] = nbformat.writes(notebook) + "\n"
            faults = execute.faults(notebook, texts[path])
            if faults:
                raise WorkbookError(f"{shown(path)}: {'; '.join(faults)}.")
    lesson.release.parent.mkdir(parents=True, exist_ok=True)
    texts[lesson.release] = learners_version(notebook)
    return texts


@contextmanager
def _put(solution: Path, text: str) -> Iterator[None]:
    """Let the solutions be those of the text while it is run: after a pass they are shown, read from this file."""
    before = solution.read_bytes() if solution.exists() else None
    write(solution, text)
    try:
        yield
    finally:
        if before is None:
            solution.unlink()
        else:
            solution.write_bytes(before)


def _stale(lesson: LessonFiles) -> list[str]:
    remedy = f"run: workbook build {lesson.name}"
    try:
        derived = _derive(lesson)
    except WorkbookError as error:
        return [str(error)]
    missing = [path for path in lesson.built if not path.exists()]
    if missing:
        return [f"{shown(path)} is missing: {remedy}" for path in missing]
    found: list[str] = []
    for path, wanted in derived.items():
        text = path.read_text(encoding="utf-8")
        try:
            built = nbformat.reads(text, as_version=4)
        except NotJSONError:  # a merge's conflict markers, most of the time
            return [*found, f"{shown(path)} is not a notebook: {remedy}"]
        if _sources(built) != _sources(wanted):
            found.append(f"{shown(path)} is not what the lesson's text says: {remedy}")
        found += [f"{shown(path)}: {fault}: {remedy}" for fault in execute.faults(built, text)]
    if learners_version(built) != lesson.release.read_text(encoding="utf-8"):
        found.append(f"{shown(lesson.release)} is not what nbgrader makes of {shown(lesson.solution)}: {remedy}")
    return found


def _sources(notebook: NotebookNode) -> tuple:
    cells = [(cell.id, cell.cell_type, cell.metadata, cell.source) for cell in notebook.cells]
    return notebook.nbformat, notebook.nbformat_minor, notebook.metadata, cells
