"""Lesson 08's figures: what arrives by which columns, a row that leaves its day, a late commit, and costs."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from workbook import figure_style as style

WAYS = ("a full refresh", "created_at", "modified", "modified\nand deleted")
EVENTS = {
    "given": (True, True, True, True),
    "changed": (True, False, True, True),
    "withdrawn": (True, False, False, True),
    "removed by DELETE": (True, False, False, False),
}


def what_arrives() -> Figure:
    """What arrives in the warehouse, by the columns that a load can ask for: only a full refresh sees a DELETE."""
    figure, axes = style.chart(7.4, 2.9, xlim=(-0.5, len(WAYS) - 0.5), ylim=(len(EVENTS) - 0.5, -0.5))
    for y, arrives in enumerate(EVENTS.values()):
        for x, yes in enumerate(arrives):
            colour, words = (style.RIGHT, "✓ arrives") if yes else (style.WRONG, "✗ never")
            style.box(axes, x - 0.44, y - 0.38, 0.88, 0.76, words, colour, hatch=not yes)
    axes.set_xticks(range(len(WAYS)), WAYS)
    axes.set_yticks(range(len(EVENTS)), EVENTS)
    axes.set_xlabel("what the load asks for: everything, or the rows by these columns")
    axes.set_ylabel("an answer is …")
    axes.tick_params(length=0)
    axes.xaxis.tick_top()
    axes.spines[:].set_visible(False)
    return figure


DAYS = ("30 Dec", "31 Dec", "1 Jan", "2 Jan")


def _time_line(axes: Axes, days: Sequence[str], heading: str) -> None:
    """Days from left to right, one unit each, with a dashed line at each midnight."""
    axes.set(xlim=(-1.05, len(days)), ylim=(-0.7, 1.3))
    axes.axis("off")
    axes.plot([0, len(days)], [0, 0], color=style.INK, lw=1)
    for n, day in enumerate(days):
        axes.plot([n, n], [-0.3, 0.75], color=style.MUTED, lw=1, ls="--")
        style.label(axes, n + 0.5, -0.5, day, ha="center")
    style.label(axes, -1.05, 1.0, heading, style.TITLE, weight="bold")
    style.label(axes, -1.05, 0.25, "answer 148553")


def _window(axes: Axes, day: int, words: str) -> None:
    style.box(axes, day, -0.3, 1, 1.05, colour=style.PROGRAM, square=True).set_zorder(0)
    style.label(axes, day + 0.5, 1.05, words, style.SMALL, ha="center")


def windows() -> Figure:
    """A row lies in the window of its last change alone: changed again on 1 January, it leaves 31 December."""
    figure = style.card(7.4, 4.3)
    first, second, third = figure.subplots(3, 1)
    now = {"marker": "o", "color": style.SOURCE.edge, "ms": 9, "zorder": 5}
    before = {**now, "mfc": style.PLAIN.fill}
    _time_line(first, DAYS, "1 January, 00:30")
    _window(first, 1, "the run for 31 Dec\nreads it")
    first.plot([1.02], [0.25], **now)
    style.label(first, 1.15, 0.25, "modified")
    _time_line(second, DAYS, "1 January, 09:00")
    second.plot([1.02], [0.25], **before)
    second.plot([2.37], [0.25], **now)
    style.arrow(second, (1.1, 0.25), (2.31, 0.25))
    # On the card's colour, or the dashed midnight runs through the words.
    behind = {"fc": style.CARD, "ec": "none", "pad": 1}
    style.label(second, 2.45, 0.6, "changed again: modified moves", bbox=behind)
    _time_line(third, DAYS, "any time after")
    _window(third, 1, "31 Dec again:\nfinds nothing")
    _window(third, 2, "the run for 1 Jan\nreads it")
    third.plot([1.02], [0.25], **before)
    third.plot([2.37], [0.25], **now)
    words = "● the row's modified now    ○ its modified before    shaded: the window that a run reads"
    style.label(third, -1.05, -0.95, words, style.SMALL)
    return figure


def late_commit() -> Figure:
    """A transaction stamps a row before midnight and commits after the run has read: the run can't see the row."""
    figure, axes = style.diagram(7.4, 2.5, (-2.9, 9.8), (3, -0.6))
    axes.plot([4, 4], [-0.2, 2.4], color=style.MUTED, lw=1.2, ls="--")
    style.label(axes, 4, -0.45, "midnight", ha="center")
    style.label(axes, -2.9, 0.4, "production")
    style.label(axes, -2.9, 1.8, "the run for\n31 December")
    style.box(axes, 2.6, 0.05, 5.0, 0.7, "other sessions can't see the row", style.SOURCE, hatch=True)
    style.label(axes, 0.2, 1.45, "UPDATE, modified\n= 23:59:58")
    style.arrow(axes, (1.9, 1.2), (2.55, 0.8))
    style.label(axes, 8.3, 1.45, "COMMIT")
    style.arrow(axes, (8.3, 1.25), (7.65, 0.8))
    style.box(axes, 5.2, 1.45, 1.4, 0.7, "reads", style.PROGRAM)
    style.label(axes, -2.9, 2.9, "time runs to the right, not to scale", style.SMALL, color=style.MUTED)
    return figure


def cost(sizes: Sequence[int], seconds: Mapping[str, Sequence[float]]) -> Figure:
    """Seconds to bring changes of 1 % into a table, by its size: copying everything writes every row again.

    `seconds` maps a way to its times, one for each of `sizes` (rows).
    """
    figure, axes = style.chart(6.6, 3.4)
    for (name, times), look in zip(seconds.items(), style.SERIES, strict=True):
        axes.plot(sizes, times, label=name, **look)
    axes.set(xscale="log", yscale="log")
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    axes.set(xlabel="rows of the table, 1 % of them changed (log scale)", ylabel="seconds (log scale)")
    axes.grid(color=style.GRID, lw=style.FINE)
    axes.legend(fontsize=style.SMALL)
    return figure


LOADS = ("a day's\nwindow", "a mark", "a mark with\nan overlap", "the log")
SEEN = {
    "changed once, committed in time": (True, True, True, True),
    "changed twice: both versions": (False, False, False, True),
    "committed late": (False, False, True, True),
    "removed by DELETE": (False, False, False, True),
}


def what_is_seen() -> Figure:
    """What each kind of load can see: the log alone has a DELETE, and each version of a row."""
    figure, axes = style.chart(7.4, 2.9, xlim=(-0.5, len(LOADS) - 0.5), ylim=(len(SEEN) - 0.5, -0.5))
    for y, sees in enumerate(SEEN.values()):
        for x, yes in enumerate(sees):
            colour, words = (style.RIGHT, "✓ yes") if yes else (style.WRONG, "✗ no")
            style.box(axes, x - 0.44, y - 0.38, 0.88, 0.76, words, colour, hatch=not yes)
    axes.set_xticks(range(len(LOADS)), LOADS)
    axes.set_yticks(range(len(SEEN)), SEEN)
    axes.set_xlabel("what the load reads")
    axes.tick_params(length=0)
    axes.xaxis.tick_top()
    axes.spines[:].set_visible(False)
    return figure
