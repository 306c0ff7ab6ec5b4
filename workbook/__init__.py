"""The ELT Workbook: real local servers, SQL cells, and exercises that are checked by what an answer does.

The rooms, each of which knows those below it alone (docs/architecture.md has the picture):

    cli                             the command
    grading, classroom, build       submissions to grades; a class on one server; lessons to notebooks
    engines                         Airflow, dbt, Spark: their processes, and the runners of answers that need them
    notebook                        what IPython and JupyterLab show
    checking                        runs an answer and judges it
    exercises                       what an exercise is, as data
    plans                           EXPLAIN as a tree, as text, as a picture
    datasets                        the tables' rows
    databases                       connections, SQL sessions, databases of one's own, Redshift's COPY
    servers                         found or fetched, started, stopped
    figure_style, paths, errors
"""

from pathlib import Path

# Names that learners' notebooks, DAGs and Hubs hold from before the rooms lead to where the modules are now.
__path__.append(str(Path(__file__).parent / "earlier_names"))


def load_ipython_extension(shell) -> None:
    """Make `%load_ext workbook` work; the magic is loaded only then, so that the command starts quickly."""
    from workbook import engines
    from workbook.checking.context import Context
    from workbook.notebook import magic

    # An exercise has some eight fixtures; the next try need not load them again.
    magics = magic.load(shell, Context(runners=engines.RUNNERS, keep=12), _command)
    engines.add_magics(shell, magics.kernel)


def _command(words: list[str]) -> None:
    from workbook import cli

    cli.from_a_notebook(words)


def unload_ipython_extension(shell) -> None:
    """Close the notebook's sessions."""
    from workbook.notebook import magic

    magic.unload(shell)
