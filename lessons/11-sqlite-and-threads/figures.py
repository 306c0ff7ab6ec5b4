"""Lesson 11's figures: one lock for the file, a transaction that can't wait, and what was measured."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, NullLocator

from workbook import figure_style as style

LENGTH = 2.2  # of a transaction


def one_writer() -> Figure:
    """Three tasks write at once: on an SQLite file one after the other, in PostgreSQL at the same time."""
    figure, axes = style.diagram(7.4, 3.6, (-1.35, 7.5), (7.2, -0.5))
    for top, title, colour in (
        (0, "SQLite: one lock for the whole file", style.PROGRAM),
        (3.85, "PostgreSQL: a lock for each row", style.WAREHOUSE),
    ):
        style.label(axes, -1.35, top - 0.35, title, style.TITLE, weight="bold")
        for task in range(3):
            y = top + task * 0.95
            style.label(axes, -1.35, y + 0.37, f"task {task + 1}")
            begins = 0 if top else task * LENGTH
            if begins:
                style.box(axes, 0, y, begins, 0.72, "waits", style.NEUTRAL, hatch=True)
            style.box(axes, begins, y, LENGTH, 0.72, f"writes row {task + 1}", colour)
    style.arrow(axes, (0, 7.0), (7.5, 7.0))
    style.label(axes, -1.35, 7.0, "time")
    return figure


LANES = {"a": 0.0, "b": 4.9}
DEFERRED = (
    ("a", "BEGIN"),
    ("b", "BEGIN"),
    ("a", "SELECT: 11 rows"),
    ("b", "SELECT: 11 rows"),
    ("a", "INSERT, COMMIT"),
    ("b", "INSERT: locked, at once"),
)
IMMEDIATE = (
    ("a", "BEGIN IMMEDIATE"),
    ("b", "BEGIN IMMEDIATE: waits"),
    ("a", "SELECT: 11 rows"),
    ("a", "INSERT, COMMIT"),
    ("b", "SELECT: 12 rows"),
    ("b", "INSERT, COMMIT"),
)


def read_then_write() -> Figure:
    """Two sessions read and then write. BEGIN: the second fails at once. BEGIN IMMEDIATE: it waits, then reads."""
    figure, axes = style.diagram(7.8, 3.3, (-0.4, 20.3), (6, -1.3))
    for left, title, steps in ((0, "BEGIN", DEFERRED), (10.8, "BEGIN IMMEDIATE", IMMEDIATE)):
        style.label(axes, left, -1.1, title, style.TITLE, weight="bold", family="monospace")
        for name, lane in LANES.items():
            style.label(axes, left + lane, -0.35, f"session {name}")
        for y, (name, words) in enumerate(steps):
            bad, waits = "locked" in words, "waits" in words
            x, height = left + LANES[name], 2.9 if waits else 0.85
            colour = style.WRONG if bad else style.NEUTRAL if waits else style.PLAIN
            style.box(axes, x, y, 4.6, height, colour=colour, hatch=waits, strong=bad)
            label = style.label(axes, x + 0.15, y + 0.43, ("✗ " if bad else "") + words, style.SMALL)
            if waits:
                label.set_bbox({"fc": colour.fill, "ec": "none", "pad": 1})
        style.arrow(axes, (left - 0.3, 0), (left - 0.3, 6))
    return figure


def _plain(value: float, _place: int) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def measured(found: Mapping[str, Sequence]) -> Figure:
    """Writes a second and the longest wait, against the number of threads, for each database.

    `found` maps a database's name to its measurements (writers.Measured), by number of threads.
    """
    figure = style.card(7.8, 3.3)
    rate, wait = (style.on_card(axes) for axes in figure.subplots(1, 2))
    for (name, series), look in zip(found.items(), style.SERIES, strict=False):
        threads = [each.threads for each in series]
        rate.plot(threads, [each.per_second for each in series], label=name, **look)
        wait.plot(threads, [max(each.longest_wait, 1e-4) for each in series], label=name, **look)
    rate.set(title="committed writes", ylabel="writes a second")
    wait.set(title="the longest wait of one write", ylabel="seconds")
    for axes in (rate, wait):
        axes.set(xlabel="threads that write at the same time", xscale="log", yscale="log")
        axes.set_xticks(threads, [str(n) for n in threads])
        axes.xaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 3)))
        axes.yaxis.set_major_formatter(FuncFormatter(_plain))
        axes.yaxis.set_minor_formatter(NullFormatter())
        axes.title.set_size(style.TITLE)
        axes.grid(color=style.GRID, lw=style.FINE)
        axes.legend(fontsize=style.SMALL)
    return figure
