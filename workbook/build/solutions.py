"""The right answers that a lesson has, as texts: the solutions in its exercises.md, and those of answers/."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from workbook.build import markdown
from workbook.build.files import LessonFiles
from workbook.exercises import answer_files, registry
from workbook.exercises.kinds import Exercise, PyExercise

FURTHER = 2  # right answers beside the solution, where only some are asked for
REPAIRED = re.compile(r"^(?:-- )?### BEGIN SOLUTION\n(?:#|--) Repaired:\n", re.MULTILINE)


@cache
def solutions(lesson: str) -> Mapping[str, str]:
    """The solution of each exercise of a lesson, by id: SQL, a function, a DAG file, dbt files, or a dict.

    It is what stands between the markers, with the cell around it, and with the functions of earlier cells that it
    calls.
    """
    exercises = registry.load(lesson).exercises
    notebook, _ = markdown.exercises(LessonFiles(lesson), exercises)
    found: dict[str, str] = {}
    functions: dict[str, str] = {}
    for cell in notebook.cells:
        id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if id not in exercises:
            continue
        text = _answer(cell.source)
        earlier = [
            source for name, source in functions.items() if f"{name}(" in text and f"def {name}(" not in text
        ]
        found[id] = "\n\n".join([*earlier, text])
        if isinstance(exercise := exercises[id], PyExercise):
            functions[exercise.function] = text
    return found


def _answer(source: str) -> str:
    """A solved cell as an answer. Of code that is given to be repaired, only the imports above it stay."""
    if found := REPAIRED.search(source):
        given, repaired = source[: found.start()], source[found.end() :]
        imports = "" if given.startswith("%%") else re.split(r"^def ", given, maxsplit=1, flags=re.MULTILINE)[0]
        source = imports + repaired
    lines = [line for line in source.split("\n") if not line.startswith("%%") and " SOLUTION" not in line]
    return "\n".join(lines).strip("\n") + "\n"


def answers(lesson: str, exercise: Exercise, further: int = FURTHER) -> Iterator[tuple[str, str]]:
    """The solution, and right answers of answers/ that differ from it, in their order: (name, text)."""
    solution = solutions(lesson)[exercise.id]
    yield "solution", solution
    right = [f for f in answer_files.of_lesson(lesson) if f.exercise is exercise and f.kind == "right"]
    texts = [(f.path.stem, str(f.answer)) for f in right]
    others = [(name, text) for name, text in texts if _words(text) != _words(solution)]
    yield from others[:further]


def _words(text: str) -> list[str]:
    return text.lower().split()
