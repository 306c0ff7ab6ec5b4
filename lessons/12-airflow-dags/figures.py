"""Lesson 12's figures: who reads a DAG file and who runs it, what tasks cost, and the UI."""

from collections.abc import Mapping
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

HERE = Path(__file__).parent
WORK = "0.55"


def who_reads_it() -> Figure:
    """The idea: the dag-processor imports the file again and again; a run imports it once more, in each task."""
    figure = Figure(figsize=(7.6, 2.5), layout="constrained")
    axes = figure.add_subplot(xlim=(0, 100), ylim=(0, 34))
    axes.axis("off")
    boxes = {
        "report.py\nin the DAGs folder": (1, 13, 20, 9),
        "dag-processor\nimports it, every 30 s": (33, 23, 25, 9),
        "database\nthe DAG, as data": (75, 23, 22, 9),
        "scheduler\nmakes runs, starts tasks": (75, 3, 24, 9),
        "task (LocalExecutor)\nimports it, then works": (33, 3, 25, 9),
    }
    for words, (x, y, width, height) in boxes.items():
        axes.add_patch(FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0.6", fc="0.94", ec="black"))
        axes.text(x + width / 2, y + height / 2, words, ha="center", va="center", size=8.5)
    arrows = {
        ((22, 19), (32, 26)): "read",
        ((22, 16), (32, 8)): "read",
        ((59, 27.5), (74, 27.5)): "write",
        ((87, 22), (87, 13)): "read",
        ((74, 7.5), (59, 7.5)): "start",
    }
    for (start, end), words in arrows.items():
        axes.annotate("", end, start, arrowprops={"arrowstyle": "->", "lw": 1.2})
        axes.text((start[0] + end[0]) / 2 + 1.5, (start[1] + end[1]) / 2 + 1, words, size=8)
    return figure


def granularity(seconds: Mapping[int, float], work: float) -> Figure:
    """What a run took, by how many tasks its work was cut into: the work, and what came on top."""
    figure = Figure(figsize=(6.6, 0.5 * len(seconds) + 1.1), layout="constrained")
    axes = figure.add_subplot()
    names = [f"{tasks} task{'' if tasks == 1 else 's'}" for tasks in seconds]
    on_top = [took - work for took in seconds.values()]
    axes.barh(names, work, color=WORK, edgecolor="black", label="the work")
    axes.barh(names, on_top, left=work, color="white", edgecolor="black", hatch="///", label="on top of it")
    for y, took in enumerate(seconds.values()):
        axes.text(took + 0.05, y, f"{took:.1f} s", va="center", size=8.5)
    axes.set(xlabel="seconds of one run", xlim=(0, max(seconds.values()) * 1.15))
    axes.invert_yaxis()
    axes.legend(fontsize=8, frameon=False, loc="upper right")
    return figure


def grid() -> Figure:
    """The UI's grid of the DAG nps_incremental: runs from left to right, tasks from above, one failed in red."""
    return _picture("ui-grid.png")


def log() -> Figure:
    """The UI's log of a failed task: the statements that ran, and the error with the row that broke it."""
    return _picture("ui-logs.png")


def _picture(name: str) -> Figure:
    """A PNG file of this folder, dot for dot."""
    from matplotlib.image import imread

    pixels = imread(HERE / name)
    figure = Figure(figsize=(pixels.shape[1] / 100, pixels.shape[0] / 100), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.imshow(pixels, interpolation="none")
    axes.axis("off")
    return figure
