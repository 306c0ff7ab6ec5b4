"""Where in its notebook a cell stands, as far as the notebook's editor says so."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from workbook.exercises import registry

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def exercise_above(shell: "InteractiveShell") -> str | None:
    """The exercise whose cells are the nearest above the running cell; None where nothing tells.

    JupyterLab sends the id of the running cell along, and the server names the notebook's file: a cell that was
    not saved yet is not found there.
    """
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell, path = parent.get("metadata", {}).get("cellId"), Path(os.environ.get("JPY_SESSION_NAME", ""))
    try:
        cells = json.loads(path.read_bytes())["cells"] if cell and path.is_file() else []
    except (OSError, ValueError, KeyError):  # it is being written, or is no notebook
        return None
    above = None
    known = {key for name in registry.names() for key in registry.load(name).exercises}
    for each in cells:
        marked = each.get("metadata", {}).get("nbgrader", {}).get("grade_id", "").removeprefix("check-")
        if marked in known:
            above = marked
        if each.get("id") == cell:
            return above
    return None
