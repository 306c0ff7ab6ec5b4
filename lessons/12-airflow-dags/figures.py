"""Lesson 12's figures: who reads a DAG file and who runs it, what tasks cost, and the UI."""

from collections.abc import Mapping
from pathlib import Path

from matplotlib.figure import Figure

from workbook import figure_style as style

HERE = Path(__file__).parent


def who_reads_it() -> Figure:
    """The dag-processor imports the file again and again, each task once more; a task asks the API server."""
    figure, axes = style.diagram(7.8, 3.5, (0, 104), (0, 46))
    for words, x, y, width, height, colour in (
        ("report.py\nin the DAGs folder", 0, 24, 20, 9, style.PLAIN),
        ("dag-processor\nimports it, every 30 s", 30, 36, 23, 9, style.PROGRAM),
        ("task (LocalExecutor)\nimports it, then works", 30, 12, 23, 9, style.PROGRAM),
        ("scheduler\nmakes runs, starts tasks", 62, 24, 24, 9, style.PROGRAM),
        ("API server\nserves tasks, and the UI", 62, 12, 24, 9, style.PROGRAM),
        ("triggerer\nwaits for deferred tasks", 62, 0, 24, 9, style.PROGRAM),
        ("database\n\nthe DAG,\nas data;\nruns and\nstates", 92, 0, 12, 45, style.NEUTRAL),
    ):
        style.box(axes, x, y, width, height, words, colour)
    for start, end, words, beside in (
        ((20.5, 30), (29.5, 40.5), "read", (-3.5, 1)),
        ((20.5, 27), (29.5, 16.5), "read", (-3.5, -1)),
        ((53.5, 40.5), (91.5, 40.5), "write", (0, 2.2)),
        ((61.5, 27.5), (53.5, 19.5), "start", (-2.5, 2)),
    ):
        style.arrow(axes, start, end, words, beside)
    style.arrow(axes, (53.5, 15), (61.5, 15), "ask", (0, -2.2), both=True)
    for y in (28.5, 16.5, 4.5):
        style.arrow(axes, (86.5, y), (91.5, y), both=True)
    return figure


def granularity(seconds: Mapping[int, float], work: float) -> Figure:
    """How long a run took, by the number of tasks its work was split into: the work itself, and the overhead."""
    figure, axes = style.chart(6.6, 0.5 * len(seconds) + 1.1)
    names = [f"{tasks} task{'' if tasks == 1 else 's'}" for tasks in seconds]
    on_top = [took - work for took in seconds.values()]
    done, extra = style.RIGHT, style.WRONG
    axes.barh(names, work, color=done.fill, edgecolor=done.edge, label="the work")
    axes.barh(
        names, on_top, left=work, color=extra.fill, edgecolor=extra.edge, hatch=style.HATCH, label="overhead"
    )
    for y, took in enumerate(seconds.values()):
        style.beside(axes, took, y, f"{took:.1f} s")
    axes.set(xlabel="duration of one run, seconds", xlim=(0, max(seconds.values()) * 1.15))
    axes.invert_yaxis()
    axes.legend(fontsize=style.SMALL, frameon=False, loc="upper right")
    return figure


def home() -> Figure:
    """The UI's first page: how many DAGs failed, run and are active, and how many files can't be imported."""
    return style.picture(HERE / "ui-home.png")


def dags() -> Figure:
    """The UI's list of DAGs: of each the schedule, the latest run, the next one, and the switch that pauses it."""
    return style.picture(HERE / "ui-dags.png")


def grid() -> Figure:
    """The UI's grid of the DAG nps_incremental: a column is a run, a row a task, a cross one that failed."""
    return style.picture(HERE / "ui-grid.png")


def log() -> Figure:
    """The UI's log of a failed task: the statements that ran, and the error with the row that broke it."""
    return style.picture(HERE / "ui-logs.png")
