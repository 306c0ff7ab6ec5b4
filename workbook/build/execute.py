"""Runs a notebook from its top, and keeps of the outputs what is the same on every machine."""

import json
import os
import re
import tempfile
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from workbook import paths
from workbook.errors import WorkbookError

CELL_SECONDS = 120
MAX_BYTES = 200_000
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def run(notebook: NotebookNode, folder: Path, name: str) -> None:
    """Execute the cells of `notebook` in place, with `folder` as the working directory.

    A cell tagged raises-exception must raise, any other must not. Raises WorkbookError, which names the cell
    of `name` and says why, otherwise, and when a cell takes over CELL_SECONDS or ends its kernel.
    """
    at = 0

    def started(cell, cell_index):
        nonlocal at
        at = cell_index

    client = NotebookClient(
        notebook,
        kernel_name=notebook.metadata.kernelspec.name,
        timeout=CELL_SECONDS,
        resources={"metadata": {"path": str(folder)}},
        # Without it each kernel warns that loopback TCP is not encrypted.
        extra_arguments=["--log-level=ERROR"],
        record_timing=False,
        coalesce_streams=True,
        on_cell_start=started,
    )
    try:
        # Checks are recorded as progress: not as that of the person who builds.
        with tempfile.TemporaryDirectory() as my:
            client.execute(env={**os.environ, "WORKBOOK_MY": my})
    except CellExecutionError as error:
        raise _stopped(name, notebook, at, f"raised {error.ename}: {ANSI.sub('', error.evalue)}") from error
    except CellTimeoutError as error:
        raise _stopped(name, notebook, at, f"took over {CELL_SECONDS} seconds") from error
    except DeadKernelError as error:
        raise _stopped(name, notebook, at, "ended the kernel") from error
    notebook.metadata.language_info = {"name": "python"}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.traceback = [part for part in output.traceback if not _is_library(part)]


def _is_library(part: str) -> bool:
    # IPython gives one part a frame; frames outside of the notebook name files of this machine.
    return ANSI.sub("", part).startswith("File ")


def _stopped(name: str, notebook: NotebookNode, at: int, why: str) -> WorkbookError:
    source = "\n".join(f"    {line}" for line in notebook.cells[at].source.split("\n"))
    return WorkbookError(f"{name}: cell {at + 1} {why}\nThe cell is:\n{source}")


def faults(notebook: NotebookNode, text: str) -> list[str]:
    """What is wrong with the outputs of an executed notebook, whose file holds `text`; mostly nothing."""
    found = []
    cells = [(n, cell) for n, cell in enumerate(notebook.cells, 1) if cell.cell_type == "code"]
    for count, (n, cell) in enumerate(cells, 1):
        failed = any(output.output_type == "error" for output in cell.outputs)
        expected = "raises-exception" in cell.metadata.get("tags", [])
        if cell.execution_count is None:
            found.append(f"cell {n} has not been executed")
        elif cell.execution_count != count:
            found.append(f"cell {n} was not executed in its place from the top")
        if failed and not expected:
            found.append(f"cell {n} holds an error")
        if expected and not failed:
            found.append(f"cell {n} is tagged raises-exception and raises nothing")
        if cell.metadata.get("nbgrader", {}).get("grade") and any(o.get("name") == "stderr" for o in cell.outputs):
            found.append(f"cell {n} writes to stderr, for which nbgrader gives no points")
        outputs = json.dumps(cell.outputs, ensure_ascii=False)
        place = next((place for place in _places() if place in outputs), None)
        if place:
            found.append(f"cell {n} prints {place}, a path of this machine")
    size = len(text.encode())
    if size > MAX_BYTES:
        found.append(f"it has {size:,} bytes, more than {MAX_BYTES:,}: show fewer rows or smaller figures")
    return found


def _places() -> list[str]:
    """Folders of this machine as JSON writes them (Windows' backslashes), the longest first."""
    folders = (paths.CLONE, paths.home(), paths.cache(), paths.my(), Path.home(), tempfile.gettempdir())
    # With a separator at the end, so that /root does not meet /rooted.
    return sorted({json.dumps(f"{folder}{os.sep}")[1:-1] for folder in folders}, key=len, reverse=True)
