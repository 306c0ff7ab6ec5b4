"""Lesson 01's figures: who reads what of a table, and the types of three engines side by side."""

from itertools import islice

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from workbook.datasets import nps_and_weather

COLUMNS = ("id", "created_at", "score")
WIDTHS = (1.0, 2.6, 0.9)
SHOWN = 6  # rows of the drawn tables


def _canvas(width: float, height: float, xlim: tuple, ylim: tuple) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot(xlim=xlim, ylim=ylim)
    axes.axis("off")
    return figure, axes


def one_row_or_one_column() -> Figure:
    """The same table twice: a customer reads one row of it, a question reads one column of every row."""
    figure, axes = _canvas(7.6, 3.5, (-0.1, 12.2), (8.5, -1.6))
    rows = list(islice(nps_and_weather.nps(), SHOWN))
    cases = (
        (0, "production (OLTP)", "one row, by its key", lambda row, column: row == 2),
        (7, "warehouse (OLAP)", "one column, of every row", lambda row, column: column == 2),
    )
    for left, title, words, is_read in cases:
        axes.text(left, -1.1, title, weight="bold", size=10)
        x = left
        for place, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            axes.text(x + width / 2, -0.3, name, ha="center", size=8.5, family="monospace")
            for y, row in enumerate([*rows, ("…",) * 3]):
                read = is_read(y, place)
                box = Rectangle((x, y), width, 1, fc="0.82" if read else "white", ec="black")
                box.set(lw=1.6 if read else 0.5, zorder=2 if read else 1, hatch="//" if read else None)
                axes.add_patch(box)
                label = axes.text(x + width / 2, y + 0.52, str(row[place]), ha="center", va="center", size=7.5)
                label.set_zorder(3)
                if read:
                    label.set_bbox({"fc": "white", "ec": "none", "pad": 1})
            x += width
        axes.text(left, 7.7, f"hatched: {words}", size=9)
    axes.annotate("", (6.7, 3.5), (4.8, 3.5), arrowprops={"arrowstyle": "-|>", "lw": 1.4})
    axes.text(5.75, 3.1, "copied", ha="center", size=9)
    return figure


def one_instant() -> Figure:
    """What is stored for one instant, and what a session in UTC and one in Seoul read: only TIMESTAMP moves."""
    figure, axes = _canvas(7.8, 2.5, (-0.1, 13.2), (4.0, -1.0))
    lanes = (
        ("TIMESTAMP", "the instant\n1 Mar 20:00 UTC", "1 Mar 20:00", "2 Mar 05:00"),
        ("DATETIME", "the digits\n1 Mar 20:00", "1 Mar 20:00", "1 Mar 20:00"),
    )
    places = ((2.2, "stored"), (6.2, "a session in UTC reads"), (10.2, "a session in Seoul reads"))
    for x, title in places:
        axes.text(x, -0.5, title, size=9, weight="bold")
    for lane, (name, *texts) in enumerate(lanes):
        y = lane * 2
        axes.text(0, y + 0.7, name, size=9, va="center", family="monospace")
        for (x, _), words in zip(places, texts, strict=True):
            moved = words.startswith("2 Mar")
            box = Rectangle(
                (x, y), 2.8, 1.4, fc="0.82" if moved else "white", ec="black", lw=1.8 if moved else 0.8
            )
            axes.add_patch(box)
            axes.text(x + 1.4, y + 0.7, words, size=9, ha="center", va="center")
    axes.plot([5.6, 5.6], [-0.8, 3.6], color="0.6", lw=0.8, ls="--")
    return figure


# MySQL, PostgreSQL, Redshift, what to look at, and whether the words differ between the engines.
TYPES = (
    ("INT, SMALLINT", "INT, SMALLINT", "INT, SMALLINT", "the same", False),
    ("BIGINT UNSIGNED", "NUMERIC(20, 0)", "NUMERIC(20, 0)", "BIGINT holds half of it", True),
    ("DECIMAL(10,2)", "NUMERIC(10, 2)", "NUMERIC(10, 2)", "never REAL or DOUBLE", False),
    ("TINYINT(1)", "SMALLINT", "SMALLINT", "BOOLEAN if only 0 and 1", True),
    ("DATETIME(6)", "TIMESTAMP", "TIMESTAMP", "digits, no zone", True),
    ("TIMESTAMP", "TIMESTAMPTZ", "TIMESTAMPTZ", "or TIMESTAMP, read in UTC", True),
    ("TEXT", "TEXT", "VARCHAR(65535)", "Redshift: bytes", True),
    ("JSON", "JSONB", "SUPER", "or a long text", True),
    ("AUTO_INCREMENT", "—", "—", "a copy makes no ids", True),
)


def types_across_engines() -> Figure:
    """Which type holds a MySQL column in PostgreSQL and in Redshift, and what to look at; ≠ marks other words."""
    figure, axes = _canvas(7.8, 3.6, (-0.5, 13.4), (len(TYPES) + 0.6, -1.1))
    places = (0, 3.3, 6.4, 9.5)
    for x, title in zip(places, ("MySQL", "PostgreSQL", "Redshift *", "look at"), strict=True):
        axes.text(x, -0.45, title, weight="bold", size=9.5)
    for y, (*words, differs) in enumerate(TYPES):
        if differs:
            axes.add_patch(Rectangle((-0.45, y + 0.06), 13.8, 0.88, fc="0.9", ec="none"))
            axes.text(-0.35, y + 0.5, "≠", va="center", size=9)
        for x, text in zip(places, words, strict=True):
            mono = {"family": "monospace", "size": 8} if x < places[3] else {"size": 8.5}
            axes.text(x, y + 0.5, text, va="center", **mono)
    axes.text(0, len(TYPES) + 0.45, "* from the documentation", size=7.5, color="0.3")
    return figure
