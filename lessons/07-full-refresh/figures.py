"""Lesson 07's figures: the way of a row, the throughput of ways to load, and memory against rows."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from workbook import figure_style as style

LOSSES = Path(__file__).with_name("losses.csv")  # made by bench/pipelines.py losses --losses FILE


def the_way() -> Figure:
    """MySQL's rows stream through a temporary file into objects of 64 MB, which one COPY loads."""
    figure, axes = style.diagram(7.8, 3.0, (0, 15.6), (5.2, 0))
    style.box(axes, 0.1, 1.3, 2.1, 2.0, "MySQL\nprod.nps\n(production)", style.SOURCE)
    style.box(axes, 5.0, 1.5, 1.9, 1.6, "CSV in a\ntemporary\nfile", style.PROGRAM, dashed=True)
    style.label(axes, 10.4, 0.35, "bucket:  nps/run/", ha="center")
    for n in range(3):
        style.box(axes, 9.3, 0.75 + n * 1.1, 2.2, 0.85, f"000{n + 1}.csv", style.STORE)
    style.box(axes, 13.3, 1.3, 2.2, 2.0, "warehouse\nnps\n(Redshift)", style.WAREHOUSE)
    for x, to, above, below in (
        (2.3, 4.9, "SSCursor", "a thousand\nrows at a time"),
        (7.0, 9.2, "put", "at 64 MB"),
        (11.6, 13.2, "COPY", "one\nstatement"),
    ):
        style.arrow(axes, (x, 2.3), (to, 2.3), above, (0, -0.35))
        style.label(axes, (x + to) / 2, 2.5, below, style.SMALL, ha="center", va="top", color=style.MUTED)
    for left, right, words in (
        (2.2, 5.0, "one SELECT, one snapshot"),
        (11.5, 15.5, "one transaction: DELETE, COPY,\ncount, COMMIT"),
    ):
        axes.plot([left, left, right, right], [4.2, 4.35, 4.35, 4.2], color=style.INK, lw=1)
        style.label(axes, (left + right) / 2, 4.5, words, style.SMALL, ha="center", va="top")
    return figure


def throughput(speed: Mapping[str, float]) -> Figure:
    """Rows stored in a second by each way to load: COPY is far ahead of row by row."""
    slowest = min(speed.values())
    figure, axes = style.chart(7.2, 2.3)
    style.bars(axes, speed, lambda value: f"{_round(value):,}   ({value / slowest:.0f} ×)")
    return _in_rows(figure, axes, "rows a second   (×: as many as the slowest way)")


def _in_rows(figure: Figure, axes: Axes, words: str) -> Figure:
    axes.set_xlabel(words)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    return figure


def _round(value: float) -> int:
    """Two digits, the rest zeros."""
    return int(float(f"{value:.2g}"))


def memory(counts: Sequence[int], taken: Mapping[str, Sequence[float]]) -> Figure:
    """Memory above the start against rows read: fetchall() grows with them, a server-side cursor stays flat."""
    figure, axes = style.chart(6.4, 3.0)
    for (name, values), look in zip(taken.items(), style.SERIES, strict=False):
        axes.plot(counts, values, **look)
        axes.annotate(name, (counts[-1], values[-1]), (-6, 9), textcoords="offset points", ha="right", size=9)
    axes.set_xticks(counts, [f"{count:,}" for count in counts])
    axes.set_xlim(0, counts[-1] * 1.05)
    axes.set_ylim(bottom=0, top=max(map(max, taken.values())) * 1.2)
    axes.set(xlabel="rows read", ylabel="memory above the start, MB")
    axes.grid(color=style.GRID, lw=style.FINE)
    return figure


def two_readers(seconds: Mapping[str, float], rows: int) -> Figure:
    """Rows copied in a second, from MySQL to the committed table, by the plain pipeline and by the fast one."""
    figure, axes = style.chart(6.4, 1.7)
    style.bars(axes, {name: rows / taken for name, taken in seconds.items()}, lambda value: f"{_round(value):,}")
    return _in_rows(figure, axes, "rows a second, the whole way")


def lost_values() -> tuple[list[str], dict[str, list[str]]]:
    """The tools that were tried, and for each value what came instead of it, tool by tool; "" where it arrived."""
    with LOSSES.open(encoding="utf-8", newline="") as file:
        (_, *tools), *rows = csv.reader(file)
    return tools, {value: came for value, *came in rows}


def losses() -> Figure:
    """Which values arrive by which tool: a dot is as it was, a cross another value, E an error."""
    tools, came = lost_values()
    figure, axes = style.chart(
        7.6, 0.24 * len(came) + 1.5, xlim=(-0.5, len(tools) - 0.5), ylim=(len(came) - 0.5, -0.5)
    )
    for y, row in enumerate(came.values()):
        for x, what in enumerate(row):
            mark = "·" if not what else "E" if what.startswith("an error") else "✕"
            colour = style.PLAIN if not what else style.STRESSED if mark == "E" else style.WRONG
            style.box(axes, x - 0.5, y - 0.5, 1, 1, mark, colour, size=10, square=True, weight="bold")
    axes.set_xticks(range(len(tools)), [tool.replace(" ", "\n", 1) for tool in tools], size=style.SMALL)
    axes.set_yticks(range(len(came)), list(came), size=style.SMALL)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.set_xlabel("·  as it was      ✕  another value      E  the tool stops with an error")
    return figure
