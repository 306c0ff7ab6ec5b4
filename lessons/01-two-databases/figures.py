"""Lesson 01's figures: who reads what of a table, and the types of three engines side by side."""

from itertools import islice

from matplotlib.figure import Figure

from workbook import figure_style as style
from workbook.datasets import nps_and_weather

COLUMNS = ("id", "created_at", "score")
WIDTHS = (1.0, 2.6, 0.9)
SHOWN = 6  # rows of the drawn tables


def one_row_or_one_column() -> Figure:
    """The same table twice: a customer reads one row of it, a question reads one column of every row."""
    figure, axes = style.diagram(7.6, 3.6, (-0.1, 11.6), (8.2, -1.4))
    rows = list(islice(nps_and_weather.nps(), SHOWN))
    cases = (
        (0, "production (OLTP)", style.SOURCE, "one row, by its key", lambda row, column: row == 2),
        (7, "warehouse (OLAP)", style.WAREHOUSE, "one column, of every row", lambda row, column: column == 2),
    )
    for left, title, colour, words, is_read in cases:
        style.label(axes, left, -1.15, title, style.TITLE, weight="bold")
        x = left
        for place, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            style.label(axes, x + width / 2, -0.4, name, ha="center", family="monospace")
            for y, row in enumerate([*rows, ("…",) * 3]):
                read = is_read(y, place)
                look = {"colour": colour, "hatch": True, "strong": True} if read else {}
                style.box(axes, x, y, width, 1, str(row[place]), size=style.SMALL, square=True, **look)
            x += width
        style.label(axes, left, 7.75, f"hatched: {words}")
    style.arrow(axes, (4.8, 3.5), (6.7, 3.5), "copied", (0, -0.4))
    return figure


def one_instant() -> Figure:
    """What is stored for one instant, and what a session in UTC and one in Seoul read: only TIMESTAMP moves."""
    figure, axes = style.diagram(7.8, 2.5, (-0.1, 13.2), (3.6, -0.8))
    lanes = (
        ("TIMESTAMP", "the instant\n1 Mar 20:00 UTC", "1 Mar 20:00", "2 Mar 05:00"),
        ("DATETIME", "the digits\n1 Mar 20:00", "1 Mar 20:00", "1 Mar 20:00"),
    )
    places = ((2.2, "stored"), (6.2, "a session in UTC reads"), (10.2, "a session in Seoul reads"))
    for x, title in places:
        style.label(axes, x, -0.5, title, weight="bold")
    for lane, (name, *texts) in enumerate(lanes):
        y = lane * 2
        style.label(axes, 0, y + 0.7, name, family="monospace")
        for (x, heading), words in zip(places, texts, strict=True):
            moved = words.startswith("2 Mar")
            colour = style.STRESSED if moved else style.SOURCE if heading == "stored" else style.PLAIN
            style.box(axes, x, y, 2.8, 1.4, words, colour, strong=moved)
    axes.plot([5.6, 5.6], [-0.8, 3.6], color=style.MUTED, lw=0.8, ls="--")
    return figure


# MySQL, PostgreSQL, Redshift, a note, and whether the names differ between the engines.
TYPES = (
    ("INT, SMALLINT", "INT, SMALLINT", "INT, SMALLINT", "the same", False),
    ("BIGINT UNSIGNED", "NUMERIC(20, 0)", "NUMERIC(20, 0)", "BIGINT holds half of it", True),
    ("DECIMAL(10,2)", "NUMERIC(10, 2)", "NUMERIC(10, 2)", "never REAL or DOUBLE", False),
    ("TINYINT(1)", "SMALLINT", "SMALLINT", "BOOLEAN if only 0 and 1", True),
    ("DATETIME(6)", "TIMESTAMP", "TIMESTAMP", "digits, no zone", True),
    ("TIMESTAMP", "TIMESTAMPTZ", "TIMESTAMPTZ", "or TIMESTAMP, read in UTC", True),
    ("TEXT", "TEXT", "VARCHAR(65535)", "Redshift counts bytes", True),
    ("JSON", "JSONB", "SUPER", "or a long text", True),
    ("AUTO_INCREMENT", "—", "—", "a copy makes no ids", True),
)


def types_across_engines() -> Figure:
    """Which type holds a MySQL column in PostgreSQL and in Redshift; ≠ marks a different name."""
    figure, axes = style.diagram(7.8, 3.7, (-0.5, 13.4), (len(TYPES) + 0.7, -0.8))
    places = (0, 3.3, 6.4, 9.5)
    for x, title in zip(places, ("MySQL", "PostgreSQL", "Redshift *", "note"), strict=True):
        if title != "note":
            style.box(axes, x - 0.1, -0.8, 2.9, 0.7, colour=style.WAREHOUSE if x else style.SOURCE)
        style.label(axes, x, -0.43, title, style.TITLE, weight="bold")
    for y, (*words, differs) in enumerate(TYPES):
        if differs:
            axes.axhspan(y + 0.06, y + 0.94, fc=style.STRESSED.fill)
            style.label(axes, -0.4, y + 0.5, "≠", size=9)
        for x, text in zip(places, words, strict=True):
            mono = {"family": "monospace", "size": style.SMALL} if x < places[3] else {}
            style.label(axes, x, y + 0.5, text, **mono)
    style.label(axes, 0, len(TYPES) + 0.45, "* from the documentation", style.SMALL, color=style.MUTED)
    return figure
