"""Submissions for tests: a lesson's exercises as they are handed out, with answers filled in."""

import json
from pathlib import Path

from workbook import paths

LATEST = "04-keeping-the-latest"


def answer(lesson: str, name: str) -> str:
    """The text of an answer file, as "right-latest-per-day-row-number.sql"."""
    return (paths.LESSONS / lesson / "answers" / name).read_text(encoding="utf-8")


def filled(lesson: str, answers: dict[str, str]) -> dict:
    """A notebook in which the answers, by exercise, stand in the cells that were handed out for them."""
    path = paths.EXERCISES / lesson / f"{lesson.partition('-')[2]}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell.get("id") in answers:
            first = (
                cell["source"][0] if isinstance(cell["source"], list) else cell["source"].split("\n", 1)[0] + "\n"
            )
            head = first if first.startswith("%%") else ""
            cell["source"] = head + answers[cell["id"]]
    return notebook


def at(notebook: dict, cell: str) -> int:
    """Where the cell with this id stands."""
    return next(n for n, each in enumerate(notebook["cells"]) if each.get("id") == cell)


def code(source: str) -> dict:
    """A code cell of the learner's own."""
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}


def hand_in(submitted: Path, student: str, lesson: str, content: dict | bytes, name: str = "") -> Path:
    """Write a submission; the notebook's path."""
    path = submitted / student / lesson / (name or f"{lesson.partition('-')[2]}.ipynb")
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    path.write_bytes(data)
    return path
