"""Lesson 09's figures: which window each run reads, and the hashes of a table that was filled in several ways."""

import datetime as dt
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from workbook import figure_style as style

DAY = dt.timedelta(days=1)
Run = tuple[dt.datetime, dt.date]  # when it ran, and the day whose rows it read


def one_window_each() -> Figure:
    """The idea: each run has a day of its own, and reads its window even when it runs late, or again."""
    march = dt.datetime(2025, 3, 1)
    at = [march + dt.timedelta(days=n, minutes=30) for n in range(7)]
    runs = [
        (at[1], dt.date(2025, 3, 1)),
        (at[3], dt.date(2025, 3, 2)),
        (at[3], dt.date(2025, 3, 3)),
        (at[4], dt.date(2025, 3, 4)),
        (at[5], dt.date(2025, 3, 1)),
    ]
    figure, axes = _timeline(runs, march.date(), dt.date(2025, 3, 6))
    words = ("", "late", "", "", "again")
    for y, ((ran, _), word) in enumerate(zip(runs, words, strict=True)):
        style.label(axes, ran + dt.timedelta(hours=2), y, word)
    return figure


def windows(runs: Sequence[Run], rows) -> Figure:
    """The window that each run read, with the rows below it; a row that no run has copied is a red cross.

    `runs` are (moment, day), in order; `rows` is a DataFrame with the columns modified and copied (true or false).
    """
    first, last = min(day for _, day in runs), max(ran for ran, _ in runs)
    figure, axes = _timeline(runs, first, last.date(), further=1.6)
    y = len(runs) + 0.3
    for shown, mark, colour, words in (
        (rows, "|", style.SOURCE.edge, "a row, at its modified"),
        (rows[~rows["copied"]], "x", style.WRONG.edge, "a row that no run has copied"),
    ):
        width = 0.8 if mark == "|" else 1.6
        axes.plot(shown["modified"], [y] * len(shown), mark, color=colour, ms=8, mew=width, label=words)
    axes.legend(fontsize=style.SMALL, loc="lower left", ncols=2, frameon=False, borderaxespad=0.1)
    return figure


def _timeline(runs: Sequence[Run], first: dt.date, end: dt.date, further: float = 0.0) -> tuple[Figure, Axes]:
    """A line for each run: its window as a box, and the moment that it ran as a triangle."""
    figure, axes = style.chart(7.6, 0.42 * (len(runs) + further) + 0.9, ylim=(len(runs) - 0.4 + further, -0.6))
    midnights = [dt.datetime.combine(first, dt.time()) + n * DAY for n in range((end - first).days + 1)]
    axes.set_xlim(midnights[0], midnights[-1] + DAY / 2)
    for midnight in midnights:
        axes.axvline(midnight, color=style.GRID, lw=0.8, zorder=0)
    for y, (ran, day) in enumerate(runs):
        start = dt.datetime.combine(day, dt.time())
        axes.barh(y, DAY, 0.6, start, fc=style.PROGRAM.fill, ec=style.PROGRAM.edge, lw=style.LINE)
        style.label(axes, start + DAY / 2, y, f"{day.day} {day:%B}", ha="center")
        axes.plot([start + DAY, ran], [y, y], color=style.INK, lw=1, ls=":")
        axes.plot([ran], [y], "<", color=style.INK, ms=7)
    axes.set_xticks(midnights, [f"{at.day} {at:%b}" for at in midnights])
    axes.set_yticks(range(len(runs)), [f"run {n}" for n in range(1, len(runs) + 1)])
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("time, UTC (labels at midnight)     box: the window that the run reads     ◀: when it runs")
    return figure, axes


def hashes(found: Mapping[str, str]) -> Figure:
    """The hash of a table after each way of filling it, a tile for each digit; = or ≠ says which are the same.

    `found` maps a way in words to 32 hexadecimal digits.
    """
    figure, axes = style.diagram(7.8, 0.36 * len(found) + 0.3, (-15.2, 32), (len(found), 0))
    usual = max(found.values(), key=list(found.values()).count)
    for y, (way, digits) in enumerate(found.items()):
        same = digits == usual
        colour = style.INK if same else style.WRONG.edge
        style.label(axes, -15.2, y + 0.5, f"{'=' if same else '≠'} {way}", style.SMALL, color=colour)
        for x, digit in enumerate(digits):
            style.tile(axes, x, y + 0.08, 1, 0.84, digit, int(digit, 16) / 15)
    return figure
