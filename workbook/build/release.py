"""The learner's version of a solved notebook, made by the preprocessors that nbgrader_config.py lists."""

import re
from copy import deepcopy

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions, SaveCells
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from workbook import paths

SQL_STUB = "-- YOUR ANSWER HERE"
PYTHON_STUB = "# YOUR ANSWER HERE"
FUNCTION_STUB = "# YOUR ANSWER HERE\nraise NotImplementedError()"
SQL_REPAIR, PYTHON_REPAIR = "-- Repair the query above.", "# Repair the code above."
PREDICTION_STUB = "# Replace each ... above."
IN_FUNCTION = re.compile(r"^def .*^[ \t]+### BEGIN SOLUTION", re.MULTILINE | re.DOTALL)

OPEN_ITEM = re.compile(r"""": \.\.\.""")  # of a prediction


class ClearSolutionsByLanguage(ClearSolutions):
    """nbgrader's ClearSolutions with a stub that fits the cell; nbgrader's own is Python in every cell.

    SQL and dbt files get a SQL comment; the body of a Python function a comment and NotImplementedError; other
    Python a comment. Where something above is to be changed, the comment says that.
    """

    def preprocess_cell(self, cell, resources, cell_index):
        self.code_stub = {"python": _stub(cell)}
        return super().preprocess_cell(cell, resources, cell_index)


def _stub(cell: NotebookNode) -> str:
    is_repair = cell.id.startswith("repair-")
    if cell.source.startswith(("%%sql", "%%dbt")):
        return SQL_REPAIR if is_repair else SQL_STUB
    if IN_FUNCTION.search(cell.source):
        return FUNCTION_STUB
    if OPEN_ITEM.search(cell.source):
        return PREDICTION_STUB
    return PYTHON_REPAIR if is_repair else PYTHON_STUB


def config() -> Config:
    """What nbgrader_config.py says."""
    return PyFileConfigLoader("nbgrader_config.py", path=str(paths.CLONE)).load_config()


def learners_version(solved: NotebookNode) -> str:
    """The text of the notebook that `nbgrader generate_assignment` makes of `solved`, which is not changed."""
    settings = config()
    exporter = NotebookExporter(config=settings)
    for preprocessor in settings.GenerateAssignment.preprocessors:
        if preprocessor is not SaveCells:  # writes to the gradebook and changes nothing in the notebook
            exporter.register_preprocessor(preprocessor, enabled=True)
    text, _ = exporter.from_notebook_node(deepcopy(solved))
    return text
