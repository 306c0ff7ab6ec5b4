"""Lesson 08's figures: what arrives by which columns, a row that leaves its day, a late commit, and costs."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

WAYS = ("a full refresh", "created_at", "modified", "modified\nand deleted")
EVENTS = {
    "given": (True, True, True, True),
    "changed": (True, False, True, True),
    "withdrawn": (True, False, False, True),
    "removed by DELETE": (True, False, False, False),
}


def what_arrives() -> Figure:
    """What arrives in the warehouse, by the columns that a load can ask for: only a full refresh sees a DELETE."""
    figure = Figure(figsize=(7.4, 2.9), layout="constrained")
    axes = figure.add_subplot(xlim=(-0.5, len(WAYS) - 0.5), ylim=(len(EVENTS) - 0.5, -0.5))
    for y, arrives in enumerate(EVENTS.values()):
        for x, yes in enumerate(arrives):
            box = Rectangle((x - 0.44, y - 0.38), 0.88, 0.76, fc="white" if yes else "0.88", ec="black", lw=0.8)
            box.set_hatch(None if yes else "//")
            axes.add_patch(box)
            words = axes.text(x, y, "✓ arrives" if yes else "✗ never", ha="center", va="center", size=9)
            words.set_bbox({"fc": "white", "ec": "none", "pad": 1.5})
    axes.set_xticks(range(len(WAYS)), WAYS, size=9)
    axes.set_yticks(range(len(EVENTS)), EVENTS, size=9)
    axes.set_xlabel("the load copies everything, or asks for these columns of the source")
    axes.set_ylabel("an answer is …")
    axes.tick_params(length=0)
    axes.xaxis.tick_top()
    for side in axes.spines.values():
        side.set_visible(False)
    return figure


DAYS = ("30 Dec", "31 Dec", "1 Jan", "2 Jan")


def _time_line(axes: Axes, days: Sequence[str], heading: str) -> None:
    """Days from left to right, one unit each, with a dashed line at each midnight."""
    axes.set(xlim=(-1.05, len(days)), ylim=(-1.0, 1.3))
    axes.axis("off")
    axes.plot([0, len(days)], [0, 0], color="black", lw=1)
    for n, day in enumerate(days):
        axes.plot([n, n], [-0.3, 0.75], color="0.4", lw=1, ls="--")
        axes.text(n + 0.5, -0.5, day, ha="center", va="center", size=8.5)
    axes.text(-1.05, 1.0, heading, weight="bold", size=9, va="center")


def _window(axes: Axes, day: int, words: str) -> None:
    axes.add_patch(Rectangle((day, -0.3), 1, 1.05, fc="0.9", ec="none", zorder=0))
    axes.text(day + 0.5, 0.95, words, ha="center", va="center", size=8)


def windows() -> Figure:
    """A row lies in the window of its last change alone: changed again on 1 January, it leaves 31 December."""
    figure = Figure(figsize=(7.4, 4.3), layout="constrained")
    first, second, third = figure.subplots(3, 1)
    _time_line(first, DAYS, "1 January, 00:30")
    _window(first, 1, "the run for 31 Dec\nreads it")
    first.plot([1.02], [0.25], "o", color="black", ms=9)
    first.annotate("modified", (1.02, 0.25), (1.15, 0.25), size=8.5, va="center")
    _time_line(second, DAYS, "1 January, 09:00")
    second.plot([1.02], [0.25], "o", mfc="white", mec="black", ms=9)
    second.plot([2.37], [0.25], "o", color="black", ms=9)
    second.annotate("", (2.31, 0.25), (1.1, 0.25), arrowprops={"arrowstyle": "->", "lw": 1.3})
    # On white, or the dashed midnight runs through the words.
    second.text(
        2.45,
        0.6,
        "changed again: modified moves",
        size=8.5,
        va="center",
        bbox={"fc": "white", "ec": "none", "pad": 1},
    )
    _time_line(third, DAYS, "any time after")
    _window(third, 1, "31 Dec again:\nnothing there")
    _window(third, 2, "the run for 1 Jan\nreads it")
    third.plot([1.02], [0.25], "o", mfc="white", mec="0.5", ms=9)
    third.plot([2.37], [0.25], "o", color="black", ms=9)
    for axes in (first, second, third):
        axes.text(-1.05, 0.25, "answer 148553", size=8.5, va="center")
    third.text(
        -1.05, -0.92, "● where the row's modified is    ○ where it was    grey: the window of a run", size=8
    )
    return figure


def late_commit() -> Figure:
    """A transaction stamps a row before midnight and commits after the run has read: the run can't see the row."""
    figure = Figure(figsize=(7.4, 2.5), layout="constrained")
    axes = figure.add_subplot(xlim=(-2.9, 10), ylim=(3.1, -0.8))
    axes.axis("off")
    axes.plot([4, 4], [-0.2, 2.4], color="0.4", lw=1.2, ls="--")
    axes.text(4, -0.45, "midnight", ha="center", size=8.5)
    axes.text(-2.9, 0.4, "production", size=9, va="center")
    axes.text(-2.9, 1.8, "the run for\n31 December", size=9, va="center")
    axes.add_patch(Rectangle((2.6, 0.05), 5.0, 0.7, fc="white", ec="black", hatch="//", lw=1))
    words = axes.text(5.1, 0.4, "the row can't be seen by others", ha="center", va="center", size=8.5)
    words.set_bbox({"fc": "white", "ec": "none", "pad": 2})
    axes.annotate(
        "UPDATE, modified\n= 23:59:58", (2.6, 0.75), (0.4, 1.35), size=8.5, arrowprops={"arrowstyle": "->"}
    )
    axes.annotate("COMMIT", (7.6, 0.75), (8.3, 1.45), size=8.5, arrowprops={"arrowstyle": "->"})
    axes.add_patch(Rectangle((5.2, 1.45), 1.4, 0.7, fc="0.85", ec="black", lw=1))
    axes.text(5.9, 1.8, "reads", ha="center", va="center", size=8.5)
    axes.text(-2.9, 2.9, "time runs to the right, not to scale", size=8, color="0.3")
    return figure


MARKERS = ("s", "o", "^")
LINES = ("-", "--", ":")


def cost(sizes: Sequence[int], seconds: Mapping[str, Sequence[float]]) -> Figure:
    """Seconds to bring changes of 1 % into a table, by the table's size: the notes' way writes every row again.

    `seconds` maps a way to its times, one for each of `sizes` (rows).
    """
    figure = Figure(figsize=(6.6, 3.4), layout="constrained")
    axes = figure.add_subplot()
    for (name, times), marker, line in zip(seconds.items(), MARKERS, LINES, strict=True):
        axes.plot(sizes, times, marker=marker, ls=line, color="black", mfc="white", label=name)
    axes.set(xscale="log", yscale="log")
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    axes.set(xlabel="rows of the table, 1 % of them changed (log scale)", ylabel="seconds (log scale)")
    axes.grid(color="0.9")
    axes.legend(fontsize=8.5)
    return figure
