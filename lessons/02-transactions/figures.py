"""Lesson 02's figures: two sessions side by side, and who ends a transaction."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

LOADS, READS = 0.0, 6.4  # the lanes' left edges
WIDTH = 5.2


def _canvas(width: float, height: float, xlim: tuple, ylim: tuple) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot(xlim=xlim, ylim=ylim)
    axes.axis("off")
    return figure, axes


def two_lanes() -> Figure:
    """Two sessions over time: the loading one sees its own changes at once, the reading one after COMMIT."""
    steps = (
        ("", 3, 3),
        ("BEGIN", 3, 3),
        ("DELETE FROM nps", 0, 3),
        ("INSERT … (two rows)", 2, 3),
        ("INSERT … (three rows)", 5, 3),
        ("COMMIT", 5, 5),
    )
    figure, axes = _canvas(7.4, 3.9, (-1.1, READS + WIDTH + 0.1), (len(steps) + 0.15, -0.95))
    for left, title in ((LOADS, "the session that loads"), (READS, "another session, which reads")):
        axes.text(left, -0.45, title, weight="bold", size=9.5)
    axes.text(LOADS + WIDTH - 0.1, -0.1, "sees", size=8, ha="right", color="0.3")
    axes.text(READS + WIDTH - 0.1, -0.1, "sees", size=8, ha="right", color="0.3")
    for y, (statement, own, other) in enumerate(steps):
        axes.add_patch(Rectangle((LOADS, y), WIDTH, 0.9, fc="white", ec="black", lw=0.8))
        axes.text(LOADS + 0.2, y + 0.45, statement, size=9, family="monospace", va="center")
        changed = other != 3
        axes.add_patch(Rectangle((READS, y), WIDTH, 0.9, fc="0.85" if changed else "white", ec="black", lw=0.8))
        words = "the new table" if changed else "the old table"
        axes.text(READS + 0.2, y + 0.45, f"SELECT: {words}", size=9, va="center")
        for left, count in ((LOADS, own), (READS, other)):
            axes.text(left + WIDTH - 0.15, y + 0.45, f"{count} rows", size=9, ha="right", va="center")
    axes.plot(
        [WIDTH + 0.2, WIDTH + 0.35, WIDTH + 0.35, WIDTH + 0.2], [1.05, 1.05, 5.85, 5.85], color="black", lw=1.2
    )
    axes.text(WIDTH + 0.65, 3.45, "one transaction", rotation=90, ha="center", va="center", size=9)
    axes.annotate("", (-0.35, len(steps)), (-0.35, 0), arrowprops={"arrowstyle": "-|>", "lw": 1.2})
    axes.text(-0.6, len(steps) / 2, "time", rotation=90, ha="center", va="center", size=9)
    return figure


ENDINGS = (
    ("", "at the end", "after an error", "the connection"),
    ("psycopg2   with conn:", "COMMIT", "ROLLBACK, raises", "stays open"),
    ("pymysql    with conn:", "no COMMIT: rolled back", "rolled back, raises", "is closed"),
    ("SQLAlchemy engine.begin()", "COMMIT", "ROLLBACK, raises", "back to the pool"),
    ("SQLAlchemy engine.connect()", "no COMMIT: rolled back", "rolled back, raises", "back to the pool"),
    ("conn.close()", "no COMMIT: rolled back", "–", "is closed"),
)


def who_ends_it() -> Figure:
    """What the end of a block does: only psycopg2's `with conn:` and SQLAlchemy's engine.begin() commit."""
    edges = (0, 4.4, 7.6, 10.4, 13)
    figure, axes = _canvas(7.8, 2.5, (-0.1, 13.1), (len(ENDINGS) + 0.1, -0.1))
    for y, row in enumerate(ENDINGS):
        commits = row[1] == "COMMIT"
        for left, right, words in zip(edges, edges[1:], row, strict=False):
            box = Rectangle((left, y), right - left, 1, fc="0.85" if commits else "white", ec="0.5", lw=0.6)
            axes.add_patch(box)
            first = left == 0
            axes.text(
                left + 0.12,
                y + 0.5,
                words,
                size=7.5,
                va="center",
                family="monospace" if first else None,
                weight="bold" if y == 0 or (commits and words == "COMMIT") else None,
            )
    return figure
