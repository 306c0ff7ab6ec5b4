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
IN_FUNCTION = re.compile(r"^def .*^[ \t]+### BEGIN SOLUTION", re.MULTILINE | re.DOTALL)


class ClearSolutionsByLanguage(ClearSolutions):
    """nbgrader's ClearSolutions with a stub that fits the cell; nbgrader's own is Python in every cell.

    SQL and dbt files get a SQL comment; the body of a Python function a comment and NotImplementedError; other
    Python, such as a dict, a comment.
    """

    def preprocess_cell(self, cell, resources, cell_index):
        if cell.source.startswith(("%%sql", "%%dbt")):
            stub = SQL_STUB
        elif IN_FUNCTION.search(cell.source):
            stub = FUNCTION_STUB
        else:
            stub = PYTHON_STUB
        self.code_stub = {"python": stub}
        return super().preprocess_cell(cell, resources, cell_index)


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
