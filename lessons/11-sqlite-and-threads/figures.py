"""Lesson 11's figures: one lock for the file, a transaction that can't wait, and what was measured."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, NullLocator

LENGTH = 2.2  # of a transaction


def _span(axes: Axes, left: float, right: float, y: float, words: str, waits: bool = False) -> None:
    box = Rectangle((left, y), right - left, 0.7, fc="white" if waits else "0.82", ec="black", lw=1)
    if waits:
        box.set(hatch="//", ec="0.45")
    axes.add_patch(box)
    label = axes.text((left + right) / 2, y + 0.36, words, ha="center", va="center", size=8.5)
    label.set_bbox({"fc": "white" if waits else "0.82", "ec": "none", "pad": 1.2})


def one_writer() -> Figure:
    """Three tasks write at once: on an SQLite file one after the other, in PostgreSQL at the same time."""
    figure = Figure(figsize=(7.4, 3.5), layout="constrained")
    axes = figure.add_subplot(xlim=(-1.35, 7.6), ylim=(7.5, -0.75))
    axes.axis("off")
    for top, title in ((0, "SQLite: one lock for the whole file"), (3.85, "PostgreSQL: a lock for each row")):
        axes.text(-1.35, top - 0.3, title, weight="bold", size=9.5)
        for task in range(3):
            y = top + task * 0.95
            axes.text(-1.35, y + 0.37, f"task {task + 1}", size=8.5, va="center")
            begins = task * LENGTH if top == 0 else 0
            if begins:
                _span(axes, 0, begins, y, "waits", waits=True)
            _span(axes, begins, begins + LENGTH, y, f"writes row {task + 1}")
    axes.annotate("", (7.5, 7.1), (0, 7.1), arrowprops={"arrowstyle": "-|>", "lw": 1.2})
    axes.text(-1.35, 7.1, "time", size=8.5, va="center")
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
    figure = Figure(figsize=(7.8, 3.3), layout="constrained")
    for place, (title, steps) in enumerate((("BEGIN", DEFERRED), ("BEGIN IMMEDIATE", IMMEDIATE))):
        axes = figure.add_subplot(1, 2, place + 1, xlim=(-0.4, 9.8), ylim=(6.2, -1.5))
        axes.axis("off")
        axes.text(0, -1.05, title, weight="bold", size=9.5, family="monospace")
        for name, left in LANES.items():
            axes.text(left, -0.3, f"session {name}", size=8.5)
        for y, (name, words) in enumerate(steps):
            bad, waits = "locked" in words, "waits" in words
            style = {"fc": "white", "ec": "black", "lw": 2.2 if bad else 0.8, "hatch": "//" if waits else None}
            height = 2.9 if waits else 0.85
            if waits:
                style["ec"] = "0.45"
            axes.add_patch(Rectangle((LANES[name], y), 4.6, height, **style))
            label = axes.text(LANES[name] + 0.15, y + 0.43, ("✗ " if bad else "") + words, size=7.8, va="center")
            if waits:
                label.set_bbox({"fc": "white", "ec": "none", "pad": 1})
        axes.annotate("", (-0.3, 6.1), (-0.3, 0), arrowprops={"arrowstyle": "-|>", "lw": 1})
    return figure


def _plain(value: float, _place: int) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def measured(found: Mapping[str, Sequence]) -> Figure:
    """Writes a second and the longest wait, against the number of threads, for each database.

    `found` maps a database's name to its measurements (writers.Measured), by number of threads.
    """
    figure = Figure(figsize=(7.8, 3.3), layout="constrained")
    rate, wait = figure.subplots(1, 2)
    for (name, series), marker, line in zip(found.items(), "os^", ("-", "--", ":"), strict=False):
        threads = [each.threads for each in series]
        style = {"marker": marker, "ls": line, "color": "black", "mfc": "white" if marker == "o" else "black"}
        rate.plot(threads, [each.per_second for each in series], label=name, **style)
        wait.plot(threads, [max(each.longest_wait, 1e-4) for each in series], label=name, **style)
    rate.set(title="committed writes", ylabel="writes a second")
    wait.set(title="the longest wait of one write", ylabel="seconds")
    for axes in (rate, wait):
        axes.set(xlabel="threads that write at the same time", xscale="log", yscale="log")
        axes.set_xticks(threads, [str(n) for n in threads])
        axes.xaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 3)))
        axes.yaxis.set_major_formatter(FuncFormatter(_plain))
        axes.yaxis.set_minor_formatter(NullFormatter())
        axes.title.set_size(10)
        axes.grid(alpha=0.3)
        axes.legend(fontsize=8)
    return figure
