"""A lesson's own answers, as texts: what stands between the markers in its exercises.md, with what that needs."""

from collections.abc import Mapping

from workbook.build import markdown
from workbook.build.files import LessonFiles
from workbook.exercises import registry


def solutions(lesson: str) -> Mapping[str, str]:
    """The solution of each exercise of a lesson, by id: SQL, the source of a function, a DAG file, or a dict.

    A function comes with the functions of earlier cells that it calls.
    """
    exercises = registry.load(lesson).exercises
    notebook, _ = markdown.exercises(LessonFiles(lesson), {id: each.points for id, each in exercises.items()})
    found: dict[str, str] = {}
    functions: dict[str, str] = {}
    for cell in notebook.cells:
        id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if id not in exercises:
            continue
        lines = [line for line in cell.source.split("\n") if not line.startswith("%%") and " SOLUTION" not in line]
        text = "\n".join(lines).strip("\n") + "\n"
        earlier = [source for name, source in functions.items() if f"{name}(" in text]
        found[id] = "\n\n".join([*earlier, text])
        if hasattr(exercises[id], "function"):
            functions[exercises[id].function] = text
    return found
