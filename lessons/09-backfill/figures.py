"""Lesson 09's figures: which window each run reads, and the hashes of a table that was filled in several ways."""

import datetime as dt
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

DAY = dt.timedelta(days=1)
RED = "#c00000"
Run = tuple[dt.datetime, dt.date]  # when it ran, and the day whose rows it read


def one_window_each() -> Figure:
    """The idea: each run has a day of its own, and reads its window also when it runs late, or again."""
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
        axes.text(ran + dt.timedelta(hours=2), y, word, va="center", size=8.5)
    return figure


def windows(runs: Sequence[Run], rows) -> Figure:
    """The window that each run read, and the rows below, those that no run has copied as a red cross.

    `runs` are (moment, day), in order; `rows` is a DataFrame with the columns modified and copied (true or false).
    """
    first, last = min(day for _, day in runs), max(ran for ran, _ in runs)
    figure, axes = _timeline(runs, first, last.date(), further=1.6)
    y = len(runs) + 0.3
    missed = rows[~rows["copied"]]
    axes.plot(rows["modified"], [y] * len(rows), "|", color="0.45", ms=9, mew=0.8, label="a row, modified then")
    axes.plot(
        missed["modified"], [y] * len(missed), "x", color=RED, ms=7, mew=1.6, label="a row that no run has copied"
    )
    axes.legend(fontsize=7.5, loc="lower left", ncols=2, frameon=False, borderaxespad=0.1)
    return figure


def _timeline(runs: Sequence[Run], first: dt.date, end: dt.date, further: float = 0.0) -> tuple[Figure, Axes]:
    """A line for each run: its window as a box, and the moment that it ran as a triangle."""
    figure = Figure(figsize=(7.6, 0.42 * (len(runs) + further) + 0.9), layout="constrained")
    axes = figure.add_subplot(ylim=(len(runs) - 0.4 + further, -0.6))
    midnights = [dt.datetime.combine(first, dt.time()) + n * DAY for n in range((end - first).days + 1)]
    axes.set_xlim(midnights[0], midnights[-1] + DAY / 2)
    for midnight in midnights:
        axes.axvline(midnight, color="0.85", lw=0.8, zorder=0)
    for y, (ran, day) in enumerate(runs):
        start = dt.datetime.combine(day, dt.time())
        axes.add_patch(Rectangle((start, y - 0.3), DAY, 0.6, fc="0.85", ec="black", lw=1))
        axes.text(start + DAY / 2, y, f"{day.day} {day:%B}", ha="center", va="center", size=8.5)
        axes.plot([start + DAY, ran], [y, y], color="black", lw=1, ls=":")
        axes.plot([ran], [y], "<", color="black", ms=7)
    axes.set_xticks(midnights, [f"{at.day} {at:%b}" for at in midnights])
    axes.set_yticks(range(len(runs)), [f"run {n}" for n in range(1, len(runs) + 1)])
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("time, UTC (labels at midnight)     box: the window that is read     ◀: the run")
    return figure, axes


def hashes(found: Mapping[str, str]) -> Figure:
    """The hash of a table after each way of filling it, a tile for each digit; a sign says which are the same.

    `found` maps a way in words to 32 hexadecimal digits.
    """
    figure = Figure(figsize=(7.8, 0.38 * len(found) + 0.35), layout="constrained")
    axes = figure.add_subplot(xlim=(-15.2, 32.1), ylim=(len(found) + 0.1, -0.1))
    axes.axis("off")
    usual = max(found.values(), key=list(found.values()).count)
    for y, (way, digits) in enumerate(found.items()):
        same = digits == usual
        axes.text(
            -15.2, y + 0.5, ("= " if same else "≠ ") + way, size=8, va="center", color="black" if same else RED
        )
        for x, digit in enumerate(digits):
            shade = 1 - int(digit, 16) / 20
            axes.add_patch(Rectangle((x, y + 0.08), 1, 0.84, fc=str(shade), ec="white", lw=0.8))
            dark = shade < 0.55
            axes.text(
                x + 0.5, y + 0.5, digit, size=7, ha="center", va="center", color="white" if dark else "black"
            )
    return figure
