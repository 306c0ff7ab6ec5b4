"""Pages made from records alone: one of feedback for each student, and the teacher's overview of the class."""

import base64
import hashlib
import os
from collections.abc import Callable, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from workbook import paths
from workbook.errors import WorkbookError
from workbook.grading import records, safe_text
from workbook.grading.pages import code, overview, picture
from workbook.grading.records import ABSENT, Record

if TYPE_CHECKING:  # sqlglot's parser takes long to import
    from workbook.grading.similar.pairs import Pair

TEMPLATES = Path(__file__).parent / "templates"
OURS = "<title>Feedback: "
PAIRS = 50  # of students with similar answers; as many are shown
DONE = ("passed", "ungraded", ABSENT)  # verdicts of answers that a student need not mend
COLOUR_SECONDS = 5.0  # of one page


def write_pages(grades: Path, found: Sequence[Record] | None = None) -> list[Path]:
    """Write grades/overview.html and grades/feedback/STUDENT.html; their paths, the overview first.

    They are of the records under `grades`, or of these as the class's rules settled them, by student. The page of
    a student who has handed in nothing is removed.
    Raises WorkbookError where there is no record, where a record can't be read, and for a student whose name is
    no file name.
    """
    found = records.read_all(grades) if found is None else found
    if not found:
        raise WorkbookError(f"There are no records of grades in {grades}: grade first.")
    feedback = grades / "feedback"
    feedback.mkdir(parents=True, exist_ok=True)
    pages = [_written(grades / "overview.html", overview_page(found))]
    for student, group in groupby(found, key=lambda record: record.student):
        own = list(group)
        if all(
            record.absent and not record.comment and not any(r.by_hand for r in record.results) for record in own
        ):
            continue
        if student != Path(student).name:
            raise WorkbookError(f"{student!r} can't be the name of a student: it is no name of a file.")
        pages.append(_written(feedback / f"{student}.html", student_page(own)))
    for path in set(feedback.glob("*.html")) - set(pages):
        # Of a student whose records are gone. Only what was made here: not a teacher's own file.
        if OURS in path.read_text(encoding="utf-8", errors="replace")[:2_000]:
            path.unlink()
    return pages


def student_page(own: Sequence[Record]) -> str:
    """The feedback for one student, made of their records. Nothing of others is in it."""
    results = [(record.lesson, result) for record in own for result in record.results]
    return _template("student.html").render(
        student=own[0].student,
        lessons=own,
        absent=[record for record in own if record.absent],
        to_mend=[(lesson, result) for lesson, result in results if result.verdict not in DONE],
        points=sum(record.points for record in own),
        max_points=sum(record.max_points for record in own),
        open_points=sum(record.open_points for record in own),
        coloured=code.Colours(COLOUR_SECONDS),
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


def write_similar(grades: Path, pairs: Sequence["Pair"], most: int) -> Path:
    """Write grades/similar.html: students whose answers are alike, side by side; `most` students share a piece."""
    page = _template("similar.html").render(pairs=pairs[:PAIRS], more=max(0, len(pairs) - PAIRS), most=most)
    return _written(grades / "similar.html", page)


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
        "shown": safe_text.shown,
        "inline": safe_text.inline,
        "sentence": safe_text.sentence,
        "address": safe_text.address,
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
