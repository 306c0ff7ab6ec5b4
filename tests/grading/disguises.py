"""A solved notebook in ten disguises: what programs and students do to a file, and to its cells."""

import ast
import copy
import json
from collections.abc import Callable

from workbook import paths
from workbook.exercises import answer_files, registry
from workbook.exercises.kinds import FileExercise, SqlExercise

Notebook = dict


def solved(lesson: str) -> Notebook:
    """The lesson's solutions, the last exercise but wrong; without DAG and dbt files, which are not graded."""
    path = paths.SOLUTIONS / lesson / f"{lesson.partition('-')[2]}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    exercises = registry.load(lesson).exercises
    left_out = {key for key, exercise in exercises.items() if isinstance(exercise, FileExercise)}
    cells = [cell for cell in notebook["cells"] if cell["id"].removeprefix("check-") not in left_out]
    for cell in cells:
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    last = [exercise for exercise in exercises.values() if exercise.kind in ("sql", "py")][-1:]
    for exercise in last if len(exercises) > 1 else []:
        wrong = next(f for f in answer_files.of_lesson(lesson) if f.kind == "wrong" and f.exercise is exercise)
        [cell] = [cell for cell in cells if cell["id"] == exercise.id]
        head = f"%%sql --answer {exercise.id}\n" if isinstance(exercise, SqlExercise) else ""
        cell["source"] = head + str(wrong.answer)
    return {**notebook, "cells": cells}


def graded(lesson: str) -> list[str]:
    """The exercises of `solved`."""
    exercises = registry.load(lesson).exercises
    return [key for key, found in exercises.items() if not isinstance(found, FileExercise)]


def is_python(cell: dict) -> bool:
    return cell["cell_type"] == "code" and not cell["source"].lstrip().startswith("%%")


# --- what the file is: the same cells are read


def colab(notebook: Notebook) -> bytes:
    """Colab keeps no metadata of nbgrader's, gives ids of its own, and writes lines."""
    for number, cell in enumerate(notebook["cells"]):
        cell.pop("id")
        cell["metadata"] = {"id": f"vXb{number}", "outputId": "0"}
        cell["source"] = cell["source"].splitlines(keepends=True)
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    metadata = {"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    return json.dumps(
        {"cells": notebook["cells"], "metadata": metadata, "nbformat": 4, "nbformat_minor": 0}
    ).encode()


def vscode(notebook: Notebook) -> bytes:
    """VS Code adds what it knows of the language, and numbers cells that ran."""
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            cell["metadata"]["vscode"] = {"languageId": "sql" if "%%sql" in cell["source"] else "python"}
            cell["execution_count"] = number + 1
        cell["source"] = cell["source"].splitlines(keepends=True)
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.11.7"}
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode()


def with_bom(notebook: Notebook) -> bytes:
    return b"\xef\xbb\xbf" + json.dumps(notebook, ensure_ascii=False).encode()


def renamed(notebook: Notebook) -> bytes:
    """The file's name is the test's business."""
    return json.dumps(notebook).encode()


# --- what the cells are: others are run


def crlf(notebook: Notebook) -> bytes:
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n")
    return json.dumps(notebook, indent=1).replace("\n", "\r\n").encode()


def split(notebook: Notebook) -> bytes:
    """Each statement of Python in a cell of its own."""
    cells = []
    for cell in notebook["cells"]:
        parts = [cell["source"]]
        if is_python(cell) and not cell["source"].startswith("%"):
            lines = cell["source"].splitlines(keepends=True)
            ends = [node.end_lineno for node in ast.parse(cell["source"]).body]
            begins = [0, *ends[:-1]]
            parts = ["".join(lines[a:b]).strip("\n") for a, b in zip(begins, ends, strict=True)] or parts
        for number, part in enumerate(parts):
            again = copy.deepcopy(cell) | {"source": part}
            if number:
                again |= {"id": f"{cell['id']}-{number}", "metadata": {}}
            cells.append(again)
    return json.dumps(notebook | {"cells": cells}).encode()


def merged(notebook: Notebook) -> bytes:
    """All Python cells that follow each other, but for texts, as one with the first one's metadata."""
    cells: list[dict] = []
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        if cells and is_python(cell) and is_python(cells[-1]):
            cells[-1]["source"] += "\n\n" + cell["source"]
        else:
            cells.append(cell)
    return json.dumps(notebook | {"cells": cells}).encode()


def doubled(notebook: Notebook) -> bytes:
    cells = []
    for cell in notebook["cells"]:
        cells += [cell, copy.deepcopy(cell) | {"id": f"{cell['id']}-again"}]
    return json.dumps(notebook | {"cells": cells}).encode()


def reordered(notebook: Notebook) -> bytes:
    """The exercises from the last to the first, each with its check."""
    head: list[dict] = []
    blocks: list[list[dict]] = []
    for cell in notebook["cells"]:
        if (
            cell["cell_type"] == "code"
            and cell["id"] != "setup"
            and not cell["source"].startswith(("check(", "prog"))
        ):
            blocks.append([])
        (blocks[-1] if blocks else head).append(cell)
    return json.dumps(
        notebook | {"cells": [*head, *(cell for block in reversed(blocks) for cell in block)]}
    ).encode()


def magics(notebook: Notebook) -> bytes:
    """What stands above an answer: %%time, %%capture, both, blank lines; or the call that these stand for."""
    answers = [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and not _is_locked(cell)]
    for number, cell in enumerate(answers):
        line, _, body = cell["source"].partition("\n")
        if number % 5 == 4 and line.startswith("%%sql"):
            cell["source"] = f"get_ipython().run_cell_magic('sql', {line[6:]!r}, {body!r})"
        else:
            above = ("%%time\n", "%%capture out\n\n", "\n   \n%%time\n%%capture\n", "   \n\n", "%%time\n\n")
            cell["source"] = above[number % 5] + cell["source"]
    return json.dumps(notebook).encode()


def _is_locked(cell: dict) -> bool:
    return cell["id"] == "setup" or cell["source"].startswith(("check(", "progress("))


Disguise = Callable[[Notebook], bytes]
OF_THE_FILE: dict[str, Disguise] = {"colab": colab, "vscode": vscode, "bom": with_bom, "renamed": renamed}
OF_THE_CELLS: dict[str, Disguise] = {
    "split": split, "merged": merged, "doubled": doubled, "reordered": reordered, "magics": magics, "crlf": crlf,
}  # fmt: skip
