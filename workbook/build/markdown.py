"""A lesson's Markdown as a notebook that has not run yet, with nbgrader's metadata added by rule."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import jupytext
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from workbook import paths
from workbook.build import added_cells
from workbook.build.files import LessonFiles, shown
from workbook.errors import WorkbookError
from workbook.exercises.kinds import CELL_KINDS, Exercise

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# jupytext takes the language of the blocks from this; authors need not write it.
HEADER = f"---\njupyter:\n  kernelspec: {KERNEL}\n---\n\n"

CHECK = re.compile(r"^check\(\s*[\"']([a-z0-9-]+)[\"']", re.MULTILINE)
ANSWER = re.compile(rf"^%%(?:{'|'.join(CELL_KINDS)})\b.*\s--answer[ =]([a-z0-9-]+)")
CELLS = tuple(f"%%{kind}" for kind in CELL_KINDS)
ENGINE = re.compile(r"^%%sql\b.*(\bwarehouse\b|\bsource\b|--answer\b)")
LESSON = re.compile(r"\blesson\(\s*[\"']([^\"']+)[\"']")
BEGIN, END = "BEGIN SOLUTION", "END SOLUTION"
RULES = re.compile(r"^<!-- rules: ([a-z -]+?) -->$", re.MULTILINE)


def walkthrough(lesson: LessonFiles, known: Mapping[str, Exercise], text: Path | None = None) -> NotebookNode:
    """The cells of walkthrough.md, or of a further walk-through's `text`, not executed.

    `known` are the lesson's exercises, by id. Raises WorkbookError for a text that breaks a convention.
    """
    text = text or lesson.walkthrough
    notebook = _read(lesson, text)
    notebook.cells = [*added_cells.with_predictions(notebook.cells), added_cells.way_on(lesson, text, len(known))]
    _identify(notebook)
    return notebook


def exercises(lesson: LessonFiles, known: Mapping[str, Exercise]) -> tuple[NotebookNode, list[str]]:
    """The cells of exercises.md, not executed, marked for nbgrader; and the exercises' ids in their order.

    A cell that holds BEGIN SOLUTION becomes the answer of the next `check("id")`, which is its test, worth
    the points of `known[id]`, with its hints below; the cell that calls `lesson(…)` is read-only.
    Raises WorkbookError for a text that breaks a convention.
    """
    notebook = _read(lesson, lesson.exercises)
    where = shown(lesson.exercises)
    ids: list[str] = []
    answer = None
    for cell in notebook.cells:
        if BEGIN in cell.source or END in cell.source:
            if answer:
                raise WorkbookError(f"{where}: no check(…) follows the answer\n{_quoted(answer)}")
            _check_markers(where, cell)
            answer = cell
        elif cell.cell_type == "code" and (called := CHECK.search(cell.source)):
            name = called[1]
            if not answer:
                raise WorkbookError(f'{where}: no cell with {BEGIN} stands before check("{name}").')
            if name in ids:
                raise WorkbookError(f'{where}: check("{name}") comes twice; an exercise has one check.')
            if name not in known:
                raise WorkbookError(f'{where}: check("{name}") is for an exercise that checks.py does not define.')
            asked = ANSWER.match(answer.source)
            if answer.source.startswith(CELLS) and (not asked or asked[1] != name):
                raise WorkbookError(f'{where}: the answer before check("{name}") must say --answer {name}.')
            answer.metadata["nbgrader"] = _mark(name, solution=True)
            cell.metadata["nbgrader"] = _mark(grade_id(name), grade=True, locked=True, points=known[name].points)
            ids.append(name)
            answer = None
        elif cell.cell_type == "code" and LESSON.search(cell.source):
            cell.metadata["nbgrader"] = _mark("setup", locked=True)
    if answer:
        raise WorkbookError(f"{where}: no check(…) follows the answer\n{_quoted(answer)}")
    hints = {grade_id(name): known[name].hints for name in ids}
    cells = added_cells.with_hints(notebook.cells, hints)
    notebook.cells = [*cells, *added_cells.what_comes_next(lesson)]
    _identify(notebook)
    return notebook, ids


def _read(lesson: LessonFiles, path: Path) -> NotebookNode:
    where = shown(path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise WorkbookError(f"{where}: byte {error.start + 1} is not UTF-8. Save the file as UTF-8.") from error
    text = added_cells.linked(text, lesson, path.stem)
    text = RULES.sub(lambda asked: _rules(where, asked[1].split()), text)
    read = jupytext.reads(text if text.startswith("---\n") else HEADER + text, fmt="md")
    cells: list[NotebookNode] = []
    for cell in read.cells:
        source = cell.source.strip("\n")
        if not source and cell.cell_type == "markdown":
            continue  # jupytext makes one of blank lines
        if not source:
            raise WorkbookError(f"{where}: a cell is empty, after\n{_quoted(cells[-1]) if cells else 'the start'}")
        metadata = {k: v for k, v in cell.metadata.items() if k != "lines_to_next_cell"}
        if cell.cell_type == "code":
            if source.startswith("%%sql") and not ENGINE.match(source.split("\n", 1)[0]):
                raise WorkbookError(
                    f'{where}: a SQL block names no engine. Write ```sql magic_args="warehouse" to run it; '
                    f"to show SQL that does not run, put the block between <!-- #region --> and "
                    f"<!-- #endregion -->.\n{source}"
                )
            if (called := LESSON.search(source)) and called[1] != lesson.name:
                raise WorkbookError(f'{where}: lesson("{called[1]}") should be lesson("{lesson.name}").')
            cells.append(new_code_cell(source, metadata=metadata))
        elif cell.cell_type == "markdown":
            cells.append(new_markdown_cell(source, metadata=metadata))
        else:
            raise WorkbookError(f"{where}: a block is neither text nor a cell that runs:\n{source}")
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}})


def _rules(where: str, names: list[str]) -> str:
    """The folded text of the rules with these names, in the order of lessons/rules.md. Raises WorkbookError."""
    text = (paths.LESSONS / "rules.md").read_text(encoding="utf-8")
    sections = dict(part.split("\n", 1) for part in text.split("\n## ")[1:])
    if unknown := set(names) - set(sections):
        known = ", ".join(sections)
        raise WorkbookError(f"{where}: lessons/rules.md has no rule {min(unknown)!r}. It has: {known}.")
    bullets = "\n".join(f"- {sections[name].strip()}" for name in sections if name in names)
    return added_cells.folded("Rules that several exercises share", bullets)


def _check_markers(where: str, cell: NotebookNode) -> None:
    lines = cell.source.split("\n")
    markers = [BEGIN if BEGIN in line else END for line in lines if BEGIN in line or END in line]
    comment = "-- ###" if cell.source.startswith("%%sql") else "###"
    bare = any(not line.strip().startswith(f"{comment} ") for line in lines if BEGIN in line or END in line)
    if cell.cell_type != "code" or markers != [BEGIN, END] or bare:
        raise WorkbookError(
            f"{where}: an answer is one code cell with one line {comment} {BEGIN} "
            f"and one line {comment} {END} below it:\n{_quoted(cell)}"
        )


def grade_id(exercise: str) -> str:
    """The name by which nbgrader's gradebook knows the check of an exercise."""
    return f"check-{exercise}"


def _mark(name: str, **kind) -> dict:
    kinds = {"grade": False, "locked": False, "solution": False, "task": False}
    return {"grade_id": name, "schema_version": 3, **kinds, **kind}


def _quoted(cell: NotebookNode) -> str:
    return "\n".join(f"    {line}" for line in cell.source.split("\n")[:5])


def _identify(notebook: NotebookNode) -> None:
    # From the source, not the position: a cell put in between leaves the ids after it as they were.
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        marked = cell.metadata.get("nbgrader", {}).get("grade_id")
        name = marked or hashlib.sha256(cell.source.encode()).hexdigest()[:12]
        seen[name] = seen.get(name, 0) + 1
        cell["id"] = name if seen[name] == 1 else f"{name}-{seen[name]}"
