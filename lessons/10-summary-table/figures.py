"""Lesson 10's figures: build, check, swap; a year of NPS; what swaps lose; first and last channels; lineage."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from workbook.exercises import load_module

ways = load_module("10-summary-table", "ways")
CHANNELS = ("organic", "paid_search", "email", "social", "direct")


def _canvas(width: float, height: float, xlim: tuple, ylim: tuple) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot(xlim=xlim, ylim=ylim)
    axes.axis("off")
    return figure, axes


def _box(axes: Axes, x: float, y: float, words: str, width: float = 2.0, dashed: bool = False) -> None:
    """A box around its middle."""
    axes.add_patch(
        Rectangle((x - width / 2, y - 0.4), width, 0.8, fc="white", ec="black", lw=1.3, ls="--" if dashed else "-")
    )
    axes.text(x, y, words, ha="center", va="center", size=8.5)


def _arrow(
    axes: Axes, start: tuple, end: tuple, words: str = "", above: float = 0.18, dashed: bool = False
) -> None:
    style = {"arrowstyle": "-|>", "mutation_scale": 14, "lw": 1.2, "ls": "--" if dashed else "-"}
    axes.add_patch(FancyArrowPatch(start, end, shrinkA=0, shrinkB=0, fc="black", **style))
    axes.text((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + above, words, ha="center", size=8)


def build_check_swap() -> Figure:
    """A SELECT fills a stage; if all checks are true, the table's rows change; if not, an error stops the job."""
    figure, axes = _canvas(7.6, 2.9, (-1.2, 10.4), (-2.5, 1.6))
    _box(axes, 0, 0, "many rows\nnps")
    _box(axes, 3.1, 0, "few new rows\nstage", dashed=True)
    _box(axes, 7.4, 0, "few old rows\ndaily_nps")
    _arrow(axes, (1.0, 0), (2.1, 0), "SELECT")
    _arrow(axes, (4.1, 0), (6.4, 0), "all checks are true")
    _arrow(axes, (3.1, -0.4), (3.1, -1.6))
    axes.text(3.3, -1.05, "one is not: an error,\nand the old rows stay", size=8, va="center")
    _box(axes, 3.1, -2.0, "a person looks")
    for y, words in ((1.2, "grants"), (0, "views"), (-1.2, "dashboards")):
        axes.text(9.1, y, words, size=8.5, va="center")
        axes.plot([8.4, 9.0], [y / 4, y], color="black", lw=1)
    axes.text(8.4, -2.0, "what hangs on the\ntable stays", size=8, va="center")
    return figure


def a_year_of_nps(daily) -> Figure:
    """The NPS of each day of 2025 as dots, and of each seven days as a line, from 0 upwards.

    `daily` is a DataFrame with the columns day, answers, net (promoters minus detractors).
    """
    days = daily["day"].tolist()
    net, answers = daily["net"].astype(float), daily["answers"].astype(float)
    figure = Figure(figsize=(7.4, 3.2), layout="constrained")
    axes = figure.add_subplot()
    axes.plot(days, 100 * net / answers, "o", ms=2.5, mfc="none", mec="0.45", mew=0.7, label="one day")
    week = 100 * net.rolling(7).sum() / answers.rolling(7).sum()
    axes.plot(days, week, color="black", lw=1.8, label="the seven days up to it")
    axes.axhline(0, color="0.6", lw=0.8)
    axes.set(xlabel="2025", ylabel="NPS (-100 to 100)")
    firsts = [day for day in days if day.day == 1]
    axes.set_xticks(firsts, [f"{day:%b}" for day in firsts])
    axes.legend(fontsize=8, loc="upper left")
    return figure


def what_a_swap_loses(found: Mapping[str, Sequence[bool]]) -> Figure:
    """Five ways to bring new rows in, and whether each runs, keeps the grant, keeps the view, and feeds the view.

    `found` is what ways.tried() gives.
    """
    figure = Figure(figsize=(7.4, 2.6), layout="constrained")
    axes = figure.add_subplot(xlim=(-0.5, len(ways.KEPT) - 0.5), ylim=(len(found) - 0.5, -0.5))
    for y, kept in enumerate(found.values()):
        for x, so in enumerate(kept):
            runs = kept[0] or x == 0
            face = "0.85" if so else "white"
            axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, fc=face, ec="black", lw=0.8))
            axes.text(x, y, ("yes" if so else "NO") if runs else "–", ha="center", va="center", size=9)
    axes.set_yticks(range(len(found)), list(found), size=8.5)
    axes.set_xticks(range(len(ways.KEPT)), [words.replace(" is", "\nis") for words in ways.KEPT], size=8.5)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    return figure


def first_to_last(changes: Sequence[tuple[str, str, int]]) -> Figure:
    """How many users came first by the row's channel and last by the column's: a number, and the darker the more.

    `changes` are (first channel, last channel, users).
    """
    users = {(first, last): count for first, last, count in changes}
    most = max(users.values())
    figure = Figure(figsize=(5.6, 3.6), layout="constrained")
    axes = figure.add_subplot(xlim=(-0.5, 4.5), ylim=(4.5, -0.5))
    for y, first in enumerate(CHANNELS):
        for x, last in enumerate(CHANNELS):
            count = users.get((first, last), 0)
            axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, fc=str(1 - 0.7 * count / most), ec="black", lw=0.8))
            axes.text(
                x, y, str(count), ha="center", va="center", size=9, color="white" if count > most / 1.6 else "k"
            )
    axes.set_xticks(range(5), CHANNELS, size=8.5)
    axes.set_yticks(range(5), CHANNELS, size=8.5)
    axes.set(xlabel="last channel", ylabel="first channel")
    axes.tick_params(length=0)
    return figure


def _columns(reads: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The tables from left to right, each behind those that it reads, and in a column beside them."""
    left = set().union(*reads.values()) - set(reads)
    columns = [sorted(left)]
    while len(left) < len(left | set(reads)):
        at = {name: y for column in columns for y, name in enumerate(column)}
        ready = [name for name in reads if name not in left and set(reads[name]) <= left]
        beside = {name: sum(at[read] for read in reads[name]) / len(reads[name]) for name in ready}
        columns.append(sorted(ready, key=lambda name: (beside[name], name)))
        left |= set(ready)
    return columns


def lineage(reads: Mapping[str, Sequence[str]]) -> Figure:
    """Which table reads which: sources on the left, each summary table to the right of all that it reads.

    `reads` maps a summary table to the tables that it reads.
    """
    columns = _columns(reads)
    tallest = max(map(len, columns))
    place = {
        name: (3.9 * x, (tallest - len(column)) / 2 + y)
        for x, column in enumerate(columns)
        for y, name in enumerate(column)
    }
    figure, axes = _canvas(7.4, 0.9 * tallest + 0.3, (-1.6, 3.9 * len(columns) - 2.3), (tallest - 0.4, -0.6))
    for name, (x, y) in place.items():
        axes.add_patch(
            Rectangle((x - 1.35, y - 0.25), 2.7, 0.5, fc="white" if name in reads else "0.85", ec="black", lw=1.2)
        )
        axes.text(x, y, name, ha="center", va="center", size=8.5, family="monospace")
        for read in reads.get(name, ()):
            _arrow(axes, (place[read][0] + 1.35, place[read][1]), (x - 1.35, y))
    return figure
