"""What a learner is offered once an exercise has passed: the lesson's own solution, another way, and what is next.

What Redshift would not take of an answer on the warehouse is said first; no verdict hangs on it. The solutions are
read where the clone has them: a class's hand-out has none, and neither a Hub nor a grader shows them.
"""

import ast
import html
import inspect
import json
import os
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from workbook import paths
from workbook.checking.function_source import FunctionAnswer
from workbook.databases import redshift_dialect
from workbook.exercises import registry
from workbook.exercises.kinds import CELL_KINDS, Exercise, PyExercise, SqlExercise
from workbook.exercises.repaired import repaired
from workbook.notebook import learner_copies, progress, redshift_report

ANOTHER = "another way: "  # how the right answer begins that is shown, in a comment
COMMENT = {".sql": "--", ".py": "#", ".yaml": "#", ".yml": "#"}
MARKERS = re.compile(rf"^.*### (?:BEGIN|END) SOLUTION\n?|^%%(?:{'|'.join(CELL_KINDS)}) .*\n", re.MULTILINE)
IN_A_CLASS = ("JUPYTERHUB_USER", "NBGRADER_EXECUTION")


@dataclass(frozen=True)
class Way:
    """One right answer: a sentence on it, and its text."""

    says: str
    text: str


@dataclass(frozen=True)
class AfterPass:
    """What stands below the verdict of an answer that has passed."""

    ways: tuple[Way, ...]
    following: str
    on_redshift: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "\n".join([*self.on_redshift, self.following])

    def _repr_html_(self) -> str:
        notes = "".join(f"<p>{html.escape(note)}</p>" for note in self.on_redshift)
        ways = (f"<p>{html.escape(way.says)}</p><pre>{html.escape(way.text)}</pre>" for way in self.ways)
        folded = "<details><summary>Other right answers</summary>{}</details>".format("".join(ways))
        return f"{notes}{folded if self.ways else ''}<p>{html.escape(self.following)}</p>"


def of(exercise: str, answer: object = None) -> AfterPass:
    """What is offered after this exercise, which `answer` has passed."""
    lesson, found = registry.find(exercise)
    ways = () if any(name in os.environ for name in IN_A_CLASS) else _ways(lesson.name, exercise)
    return AfterPass(ways, _following(lesson, exercise), on_redshift(found, answer))


def on_redshift(exercise: Exercise, answer: object) -> tuple[str, ...]:
    """What in an answer's SQL for the warehouse Redshift does not take, in sentences, each construct once."""
    first: dict[str, redshift_dialect.Finding] = {}
    for piece in _sql_for_the_warehouse(exercise, answer):
        for found in redshift_dialect.read(piece.text).findings:
            first.setdefault(found.rule.what, found.moved(piece.above))
    return tuple(f"On Redshift: {found}" for found in first.values())


def _sql_for_the_warehouse(exercise: Exercise, answer: object) -> Iterable[redshift_report.Piece]:
    if isinstance(exercise, SqlExercise):
        is_for_it = exercise.engine == "warehouse" and isinstance(answer, str)
        return [redshift_report.Piece(str(answer))] if is_for_it else []
    # Where a function has the source too, its cursors can't be told apart.
    if not isinstance(exercise, PyExercise) or exercise.parts != ("conn",):
        return []
    try:
        function = answer.function if isinstance(answer, FunctionAnswer) else None
        text = textwrap.dedent(inspect.getsource(function)) if function else str(answer)
        return list(redshift_report.in_python(ast.parse(text)))
    except (OSError, TypeError, SyntaxError):
        return []  # its text is nowhere to be had


def _following(lesson: registry.Lesson, exercise: str) -> str:
    standings = progress.read()
    ids = list(lesson.exercises)
    at = ids.index(exercise)
    left = [id for id in (*ids[at + 1 :], *ids[:at]) if id not in standings or not standings[id].passed]
    if left:
        return f"Next exercise: {left[0]}."
    after = [name for name in learner_copies.notebooks() if name[:2] > lesson.name[:2]]
    next_one = f" Next: {after[0]}." if after else ""
    return f"All exercises of lesson {lesson.name[:2]} have passed.{next_one}"


@cache
def _ways(lesson: str, exercise: str) -> tuple[Way, ...]:
    found = []
    if text := _solution(lesson, exercise):
        found.append(Way("The lesson's own solution:", text))
    ids = registry.load(lesson).exercises
    for path in sorted((paths.LESSONS / lesson / "answers").glob(f"right-{exercise}-*")):
        if registry.exercise_of(path.name, ids) != exercise:
            continue
        lines = path.read_text(encoding="utf-8").split("\n")
        mark = COMMENT[path.suffix]
        if not lines[0].startswith(f"{mark} {ANOTHER}"):
            continue
        head = lines[: next(n for n, line in enumerate(lines) if not line.startswith(mark))]
        says = " ".join(line.removeprefix(mark).strip() for line in head)
        found.append(Way(says[0].upper() + says[1:], "\n".join(lines[len(head) :]).strip("\n")))
    return tuple(found)


def _solution(lesson: str, exercise: str) -> str:
    path = paths.SOLUTIONS / lesson / f"{lesson[3:]}.ipynb"
    if not path.exists():
        return ""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == exercise:
            source = "".join(cell["source"])
            if source.startswith("%%dag"):  # a file, which does not hold the code that was given as well
                source = repaired(source)
            return MARKERS.sub("", source).strip("\n")
    return ""
