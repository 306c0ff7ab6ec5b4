"""Pages made from records alone: one of feedback for each student, and the teacher's overview of the class."""

import base64
import hashlib
import os
from collections.abc import Callable, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

import jinja2

from workbook import paths
from workbook.errors import WorkbookError
from workbook.grading import records
from workbook.grading.pages import code, overview, picture, safe
from workbook.grading.records import Record

TEMPLATES = Path(__file__).parent / "templates"
OURS = "<title>Feedback: "


def write_pages(grades: Path) -> list[Path]:
    """Write grades/overview.html and grades/feedback/STUDENT.html; their paths, the overview first.

    The page of a student without a record is removed.
    Raises WorkbookError where there is no record, where a record can't be read, and for a student whose name is
    no file name.
    """
    try:
        found = records.read_all(grades)
    except ValueError as error:
        raise WorkbookError(f"{error}. Delete that file, and grade again.") from None
    if not found:
        raise WorkbookError(f"There are no records of grades in {grades}: grade first.")
    feedback = grades / "feedback"
    feedback.mkdir(parents=True, exist_ok=True)
    pages = [_written(grades / "overview.html", overview_page(found))]
    for student, own in groupby(found, key=lambda record: record.student):
        if student != Path(student).name:
            raise WorkbookError(f"{student!r} can't be the name of a student: it is no name of a file.")
        pages.append(_written(feedback / f"{student}.html", student_page(list(own))))
    for path in set(feedback.glob("*.html")) - set(pages):
        # Of a student whose records are gone. Only what was made here: not a teacher's own file.
        if OURS in path.read_text(encoding="utf-8", errors="replace")[:2_000]:
            path.unlink()
    return pages


def student_page(own: Sequence[Record]) -> str:
    """The feedback for one student: the records of the lessons that they handed in. Nothing of others is in it."""
    results = [(record.lesson, result) for record in own for result in record.results]
    return _template("student.html").render(
        student=own[0].student,
        lessons=own,
        to_mend=[(lesson, result) for lesson, result in results if result.verdict not in ("passed", "ungraded")],
        points=sum(record.points for record in own),
        max_points=sum(record.max_points for record in own),
        open_points=sum(record.open_points for record in own),
    )


def overview_page(found: Sequence[Record]) -> str:
    """The class at a glance: what was hard, which mistakes were common, and each student's verdicts."""
    script = (TEMPLATES / "sort.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    of = overview.summary(found)
    drawn = _template("picture.svg").render(bars=picture.bars(of.exercises), parts=picture.legend(of.exercises))
    return _template("overview.html").render(
        of=of, picture=base64.b64encode(drawn.encode()).decode(), script=script, script_digest=digest
    )


@cache
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        bytecode_cache=_compiled(),
    )
    filters: dict[str, Callable] = {
        "shown": safe.shown,
        "inline": safe.inline,
        "sentence": safe.sentence,
        "address": safe.address,
        "coloured": code.coloured,
        "number": lambda value: f"{value:g}",
        "title": title,
    }
    environment.filters |= filters
    environment.globals["mark"] = overview.mark
    return environment.get_template(name)


def _compiled() -> jinja2.BytecodeCache | None:
    """Where compiled templates are kept: to compile them takes longer than to write the pages of a small class."""
    folder = paths.cache() / "templates"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # they are compiled each time
        return None
    return jinja2.FileSystemBytecodeCache(str(folder))


def title(lesson: str) -> str:
    """ "04-keeping-the-latest" as a heading: "04 Keeping the latest"."""
    number, _, words = lesson.partition("-")
    return f"{number} {words.replace('-', ' ').capitalize()}".strip()


def _written(path: Path, text: str) -> Path:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    # A lone surrogate, which JSON can hold, is no text in any encoding.
    draft.write_bytes(text.encode("utf-8", "replace"))
    draft.replace(path)
    return path
