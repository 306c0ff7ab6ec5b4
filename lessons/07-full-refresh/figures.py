"""Lesson 07's figures: the way of a row, the throughput of ways to load, and memory against rows."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

LOSSES = Path(__file__).with_name("losses.csv")  # made by bench/pipelines.py losses --losses FILE
BOX = {"fc": "white", "ec": "black", "lw": 1.2}


def the_way() -> Figure:
    """MySQL's rows stream through a temporary file into objects of 64 MB, which one COPY loads."""
    figure = Figure(figsize=(7.8, 3.0), layout="constrained")
    axes = figure.add_subplot(xlim=(0, 15.6), ylim=(5.4, -0.2))
    axes.axis("off")

    def box(x: float, y: float, width: float, height: float, words: str, **look) -> None:
        axes.add_patch(Rectangle((x, y), width, height, **{**BOX, **look}))
        axes.text(x + width / 2, y + height / 2, words, ha="center", va="center", size=8.5)

    def arrow(x: float, to: float, y: float, above: str, below: str) -> None:
        axes.add_patch(
            FancyArrowPatch((x, y), (to, y), arrowstyle="-|>", mutation_scale=13, lw=1.3, color="black")
        )
        axes.text((x + to) / 2, y - 0.25, above, ha="center", va="bottom", size=8)
        axes.text((x + to) / 2, y + 0.25, below, ha="center", va="top", size=7.5, color="0.25")

    box(0.1, 1.3, 2.1, 2.0, "MySQL\nprod.nps\n(production)")
    arrow(2.2, 5.0, 2.3, "SSCursor", "a thousand\nrows at a time")
    box(5.0, 1.5, 1.9, 1.6, "CSV in a\ntemporary\nfile", fc="0.92", ls="--")
    arrow(6.9, 9.3, 2.3, "put", "at 64 MB")
    axes.text(10.4, 0.35, "bucket:  nps/run/", ha="center", size=8.5)
    for n in range(3):
        box(9.3, 0.75 + n * 1.1, 2.2, 0.85, f"000{n + 1}.csv")
    arrow(11.5, 13.3, 2.3, "COPY", "one\nstatement")
    box(13.3, 1.3, 2.2, 2.0, "warehouse\nnps\n(Redshift)")
    axes.plot([5.0, 2.2, 2.2], [4.35, 4.35, 4.2], color="black", lw=1)
    axes.plot([5.0, 5.0], [4.35, 4.2], color="black", lw=1)
    axes.text(3.6, 4.5, "one SELECT, one snapshot", ha="center", va="top", size=8)
    axes.plot([11.5, 11.5, 15.5, 15.5], [4.2, 4.35, 4.35, 4.2], color="black", lw=1)
    axes.text(13.5, 4.5, "one transaction: DELETE, COPY,\ncount, COMMIT", ha="center", va="top", size=8)
    return figure


def throughput(speed: Mapping[str, float]) -> Figure:
    """Rows stored in a second by each way to load, on a logarithmic scale: COPY is far ahead of row by row."""
    figure = Figure(figsize=(7.2, 2.4), layout="constrained")
    axes = figure.add_subplot(ylim=(len(speed) - 0.4, -0.6))
    axes.barh(range(len(speed)), list(speed.values()), height=0.6, fc="0.8", ec="black")
    for y, value in enumerate(speed.values()):
        axes.text(value * 1.1, y, f"{_round(value):,}", va="center", size=8.5)
    axes.set_yticks(range(len(speed)), list(speed))
    axes.set_xscale("log")
    axes.set_xlim(min(speed.values()) / 3, max(speed.values()) * 5)
    axes.grid(axis="x", color="0.85", zorder=0)
    axes.set_axisbelow(True)
    axes.set_xlabel("rows a second (logarithmic)")
    axes.tick_params(axis="y", length=0)
    return figure


def _round(value: float) -> int:
    """Two digits, the rest zeros."""
    return int(float(f"{value:.2g}"))


def memory(counts: Sequence[int], taken: Mapping[str, Sequence[float]]) -> Figure:
    """Memory above the start against rows read: fetchall() grows with them, a server-side cursor stays flat."""
    figure = Figure(figsize=(6.4, 3.0), layout="constrained")
    axes = figure.add_subplot()
    for (name, values), marker in zip(taken.items(), "os", strict=True):
        face = "black" if marker == "o" else "white"
        axes.plot(counts, values, marker=marker, color="black", mfc=face, lw=1.2)
        axes.annotate(name, (counts[-1], values[-1]), (-6, 9), textcoords="offset points", ha="right", size=9)
    axes.set_xticks(counts, [f"{count:,}" for count in counts])
    axes.set_xlim(0, counts[-1] * 1.05)
    axes.set_ylim(bottom=0, top=max(map(max, taken.values())) * 1.2)
    axes.set(xlabel="rows read", ylabel="memory above the start, MB")
    axes.grid(color="0.9")
    return figure


def two_readers(seconds: Mapping[str, float], rows: int) -> Figure:
    """Rows copied in a second, from MySQL to the committed table, by the plain pipeline and by the fast one."""
    figure = Figure(figsize=(6.4, 1.7), layout="constrained")
    axes = figure.add_subplot(ylim=(len(seconds) - 0.4, -0.6))
    speed = [rows / taken for taken in seconds.values()]
    axes.barh(range(len(speed)), speed, height=0.6, fc="0.8", ec="black")
    for y, value in enumerate(speed):
        axes.text(value, y, f"  {_round(value):,}", va="center", size=8.5)
    axes.set_yticks(range(len(speed)), list(seconds))
    axes.set_xlim(0, max(speed) * 1.25)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_xlabel("rows a second, the whole way")
    axes.tick_params(axis="y", length=0)
    return figure


def lost_values() -> tuple[list[str], dict[str, list[str]]]:
    """The tools that were tried, and for each value what came instead of it, tool by tool; "" where it arrived."""
    with LOSSES.open(encoding="utf-8", newline="") as file:
        (_, *tools), *rows = csv.reader(file)
    return tools, {value: came for value, *came in rows}


def losses() -> Figure:
    """Which values arrive by which tool: a dot is as it was, a cross another value, E a table that was refused."""
    tools, came = lost_values()
    figure = Figure(figsize=(7.6, 0.24 * len(came) + 1.5), layout="constrained")
    axes = figure.add_subplot(xlim=(-0.6, len(tools) - 0.4), ylim=(len(came) - 0.5, -0.5))
    for y, row in enumerate(came.values()):
        for x, what in enumerate(row):
            mark = "·" if not what else "E" if what.startswith("an error") else "✕"
            axes.text(x, y, mark, ha="center", va="center", size=10 if what else 12, weight="bold")
    axes.set_xticks(range(len(tools)), [tool.replace(" ", "\n", 1) for tool in tools], size=8)
    axes.set_yticks(range(len(came)), list(came), size=8)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.set_xlabel("·  as it was      ✕  another value      E  the tool stops with an error", size=8.5)
    for y in range(1, len(came)):
        axes.axhline(y - 0.5, color="0.9", lw=0.6, zorder=0)
    return figure
