"""Lesson 17's figures: the processes of an application on a cluster, and the master's web page."""

from pathlib import Path

from matplotlib.figure import Figure

from workbook import figure_style as style


def who_runs() -> Figure:
    """The driver with the plan, the master that gives executors, and two workers whose executors run the tasks."""
    figure, axes = style.diagram(6.8, 2.9, (0, 12), (6.4, -0.4))
    style.box(axes, 0.1, 1.2, 3.0, 3.6, "", style.PROGRAM)
    style.label(axes, 1.6, 1.7, "driver", style.TITLE, ha="center", weight="bold")
    for y, text in ((2.7, "your Python"), (3.4, "makes the plan"), (4.1, "gets small results")):
        style.label(axes, 1.6, y, text, style.SMALL, ha="center")
    style.box(axes, 4.4, 0.1, 2.6, 1.3, "", style.PLAIN)
    style.label(axes, 5.7, 0.55, "master", ha="center", weight="bold")
    style.label(axes, 5.7, 1.05, "gives executors", style.SMALL, ha="center")
    for top, number in ((0.1, 1), (3.4, 2)):
        style.box(axes, 8.1, top, 3.8, 2.7, "", style.PLAIN)
        style.label(axes, 10.0, top + 0.4, f"worker {number}", ha="center", weight="bold")
        style.box(axes, 8.5, top + 0.8, 3.0, 1.6, "", style.STRESSED)
        style.label(axes, 10.0, top + 1.3, "executor", style.SMALL, ha="center", weight="bold")
        style.label(axes, 10.0, top + 1.9, "task   task   task", style.SMALL, ha="center")
    style.arrow(axes, (3.1, 1.7), (4.4, 0.9))
    style.arrow(axes, (7.0, 0.7), (8.1, 0.9))
    style.arrow(axes, (7.0, 1.1), (8.1, 3.9))
    style.arrow(axes, (3.1, 2.6), (8.5, 1.9))
    style.arrow(axes, (3.1, 3.8), (8.5, 5.0))
    style.label(axes, 5.8, 3.4, "tasks", style.SMALL, ha="center")
    style.arrow(axes, (10.9, 2.5), (10.9, 4.2))
    style.label(axes, 11.1, 3.12, "shuffle", style.SMALL)
    return figure


def master() -> Figure:
    """The master's web page: two workers, a core of each in use, an application that runs, and one that ended."""
    return style.picture(Path(__file__).with_name("ui-master.png"))
