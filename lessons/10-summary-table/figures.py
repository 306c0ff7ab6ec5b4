"""Lesson 10's figures: build, check, swap; a year of NPS; what swaps lose; first and last channels; lineage."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from workbook import figure_style as style
from workbook.exercises import load_module

ways = load_module("10-summary-table", "ways")
CHANNELS = ("organic", "paid_search", "email", "social", "direct")


def build_check_swap() -> Figure:
    """A SELECT fills a stage; if all checks are true, the table's rows change; if not, an error stops the job."""
    figure, axes = style.diagram(7.6, 2.9, (-1, 10.4), (-2.4, 1.4))
    for x, words, dashed in (
        (-1, "many rows\nnps", False),
        (2.1, "few new rows\nstage", True),
        (6.4, "few old rows\ndaily_nps", False),
    ):
        style.box(axes, x, -0.4, 2, 0.8, words, style.WAREHOUSE, dashed=dashed)
    style.arrow(axes, (1.1, 0), (2.0, 0), "SELECT", (0, 0.2))
    style.arrow(axes, (4.2, 0), (6.3, 0), "✓ all checks are true", (0, 0.2))
    style.arrow(axes, (3.1, -0.5), (3.1, -1.5))
    style.label(axes, 3.3, -1.0, "✗ one is not true: an error,\nand the old rows stay", style.SMALL)
    style.box(axes, 2.1, -2.4, 2, 0.8, "a person looks", style.WRONG)
    for y, words in ((1.2, "grants"), (0, "views"), (-1.2, "dashboards")):
        style.label(axes, 9.1, y, words)
        axes.plot([8.45, 9.0], [y / 4, y], color=style.INK, lw=1)
    style.label(axes, 8.4, -2.0, "what depends on the\ntable stays", style.SMALL)
    return figure


def a_year_of_nps(daily) -> Figure:
    """The NPS of each day of 2025 as dots, and of each seven days as a line, from 0 upwards.

    `daily` is a DataFrame with the columns day, answers, net (promoters minus detractors).
    """
    days = daily["day"].tolist()
    net, answers = daily["net"].astype(float), daily["answers"].astype(float)
    figure, axes = style.chart(7.4, 3.2)
    axes.plot(days, 100 * net / answers, "o", ms=2.5, mfc="none", mec=style.MUTED, mew=0.7, label="one day")
    week = 100 * net.rolling(7).sum() / answers.rolling(7).sum()
    axes.plot(days, week, color=style.SERIES[1]["color"], lw=style.STRONG, label="the seven days up to it")
    axes.axhline(0, color=style.GRID, lw=0.8)
    axes.set(xlabel="2025", ylabel="NPS (-100 to 100)")
    firsts = [day for day in days if day.day == 1]
    axes.set_xticks(firsts, [f"{day:%b}" for day in firsts])
    axes.legend(fontsize=style.SMALL, loc="upper left")
    return figure


def what_a_swap_loses(found: Mapping[str, Sequence[bool]]) -> Figure:
    """Five ways to bring new rows in, and whether each runs, keeps the grant, keeps the view, and feeds the view.

    `found` is what ways.tried() gives.
    """
    figure, axes = style.chart(7.4, 2.6, xlim=(-0.5, len(ways.KEPT) - 0.5), ylim=(len(found) - 0.5, -0.5))
    for y, kept in enumerate(found.values()):
        for x, so in enumerate(kept):
            runs = kept[0] or x == 0
            words = ("✓ yes" if so else "✗ NO") if runs else "–"
            colour = style.RIGHT if so else style.WRONG if runs else style.NEUTRAL
            style.box(axes, x - 0.5, y - 0.5, 1, 1, words, colour, square=True)
    axes.set_yticks(range(len(found)), list(found))
    axes.set_xticks(range(len(ways.KEPT)), [words.replace(" is", "\nis") for words in ways.KEPT])
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    return figure


def first_to_last(changes: Sequence[tuple[str, str, int]]) -> Figure:
    """Users by their first channel (row) and their last (column): a number, darker for more.

    `changes` are (first channel, last channel, users).
    """
    users = {(first, last): count for first, last, count in changes}
    most = max(users.values())
    figure, axes = style.chart(5.6, 3.6, xlim=(-0.5, 4.5), ylim=(4.5, -0.5))
    for y, first in enumerate(CHANNELS):
        for x, last in enumerate(CHANNELS):
            count = users.get((first, last), 0)
            style.tile(axes, x - 0.5, y - 0.5, 1, 1, str(count), count / most)
    axes.set_xticks(range(5), CHANNELS)
    axes.set_yticks(range(5), CHANNELS)
    axes.set(xlabel="last channel", ylabel="first channel")
    axes.tick_params(length=0)
    return figure


def _columns(reads: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The tables from left to right, each after those that it reads, and near them."""
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
    figure, axes = style.diagram(
        7.4, 0.9 * tallest + 0.3, (-1.35, 3.9 * len(columns) - 2.55), (tallest - 0.6, -0.4)
    )
    for name, (x, y) in place.items():
        colour = style.WAREHOUSE if name in reads else style.NEUTRAL
        style.box(axes, x - 1.35, y - 0.25, 2.7, 0.5, name, colour, family="monospace")
        for read in reads.get(name, ()):
            style.arrow(axes, (place[read][0] + 1.4, place[read][1]), (x - 1.4, y))
    return figure
