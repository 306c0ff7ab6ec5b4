"""Lesson 03's figures: what a copy keeps, which row comes first, and what survives each way to copy."""

import datetime as dt

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from workbook import figure_style as style
from workbook.exercises import registry

RULES = ("NOT NULL", "DEFAULT now()", "PRIMARY KEY")


def _drawn_table(axes: Axes, left: float, bottom: float, title: str, rules: bool, rows: bool) -> None:
    """A table as two boxes, its rules above its rows; what a copy lacks is dashed and empty."""
    for there, low, height, words in (
        (rules, bottom + 1.35, 1.35, "\n".join(RULES)),
        (rows, bottom, 1.25, "2015-03-01   5.8\n2015-03-02   6.0\n…"),
    ):
        if there:
            style.box(axes, left, low, 2.7, height, words, style.WAREHOUSE, size=style.SMALL, family="monospace")
        else:
            style.box(axes, left, low, 2.7, height, "no rules" if low > bottom else "no rows", dashed=True)
    style.label(axes, left, bottom + 2.95, title, style.TITLE, weight="bold")


def what_a_copy_takes() -> Figure:
    """A table is a definition and rows: CREATE TABLE AS copies the rows, CREATE TABLE LIKE the definition."""
    figure, axes = style.diagram(7.4, 3.9, (0, 10.8), (0, 6.6))
    _drawn_table(axes, 0, 1.65, "weather_forecast", True, True)
    _drawn_table(axes, 8.1, 3.45, "LIKE copy", True, False)
    _drawn_table(axes, 8.1, 0, "CTAS copy", False, True)
    style.arrow(axes, (2.8, 3.65), (8.0, 5.4), "CREATE TABLE …\n(LIKE … INCLUDING …)", (-0.9, 0.8))
    style.arrow(axes, (2.8, 2.3), (8.0, 0.7), "CREATE TABLE …\nAS SELECT *", (-0.9, -0.6))
    return figure


def _sent(day: int) -> str:
    """The temperature forecast for 4 March on a day of March 2015, as the lesson's tables have it."""
    fixture = registry.load("03-copying-a-table").notebook
    stored = [(dt.date(2015, 3, 1), row.date, row.temp) for row in fixture.rows("weather_forecast")]
    stored += [(row.published, row.date, row.temp) for row in fixture.rows("incoming")]
    return next(
        f"{temp:.1f}" for at, date, temp in stored if (at, date) == (dt.date(2015, 3, day), dt.date(2015, 3, 4))
    )


def who_comes_first() -> Figure:
    """The rows of 4 March under ORDER BY created_date DESC: right once, then a tie; on MySQL stale at once."""
    lost, first = "NULL", "1 Mar 06:02"
    cases = (
        ("PostgreSQL, first morning", [(2, lost), (1, first)], 2, "right by luck"),
        ("PostgreSQL, second morning", [(2, lost), (3, lost)], 3, "a tie: here the stale row"),
        ("MySQL, first morning", [(1, first), (2, lost)], 2, "stale at once"),
    )
    figure, axes = style.diagram(7.8, 2.6, (0, 13), (3.9, -0.9))
    for n, (title, rows, newest, verdict) in enumerate(cases):
        left = n * 4.5
        style.label(axes, left, -0.7, title, style.TITLE, weight="bold")
        for x, name in ((0.1, "sent"), (1.35, "temp"), (2.2, "created_date")):
            style.label(axes, left + x, -0.05, name, style.SMALL, color=style.MUTED)
        right = rows[0][0] == newest
        for y, (day, stamp) in enumerate(rows):
            top = 0.35 + y * 1.05
            kept = style.RIGHT if right else style.WRONG
            style.box(axes, left, top, 4.0, 0.85, colour=style.PLAIN if y else kept, strong=not y)
            star = " ★" if day == newest else ""
            for x, words in ((0.1, f"{day} Mar{star}"), (1.4, _sent(day)), (2.2, stamp)):
                style.label(axes, left + x, top + 0.44, words)
        style.label(axes, left, 2.8, f"{'✓' if right else '✗'} number 1: {verdict}")
    words = "thick frame: sorted first, and kept        ★: the newest"
    style.label(axes, 0, 3.7, words, style.SMALL, color=style.MUTED)
    return figure


REDSHIFT = {
    "CTAS": dict.fromkeys(("NOT NULL", "DEFAULT", "PRIMARY KEY", "FOREIGN KEY", "numbers its rows"), False),
    "LIKE +\nDEFAULTS": {"NOT NULL": True, "DEFAULT": True, "PRIMARY KEY": False, "FOREIGN KEY": False},
}
POSTGRESQL = {
    "gauges_ctas": "CTAS",
    "gauges_like": "LIKE",
    "gauges_like_defaults": "LIKE +\nDEFAULTS",
    "gauges_like_all": "LIKE +\nALL",
}
MYSQL = {"gauges_ctas": "CTAS", "gauges_like": "LIKE"}


def survival_matrix(pg, mysql) -> Figure:
    """What each way to copy keeps, as the servers said; Redshift's two columns are from its documentation.

    `pg` and `mysql` are DataFrames with a row a copy, its name in the column `copy`, and a column a property.
    """
    properties = [name for name in pg.columns if name != "copy"]
    columns = [("PostgreSQL", title, _row(pg, copy)) for copy, title in POSTGRESQL.items()]
    columns += [("MySQL", title, _row(mysql, copy)) for copy, title in MYSQL.items()]
    columns += [("Redshift *", title, kept) for title, kept in REDSHIFT.items()]
    figure, axes = style.diagram(7.8, 4.5, (-2.6, len(columns)), (len(properties) + 1.2, -1.6))
    for x, (engine, title, kept) in enumerate(columns):
        if x == 0 or columns[x - 1][0] != engine:
            style.label(axes, x + 0.05, -1.35, engine, style.TITLE, weight="bold")
            axes.plot([x, x], [-1.6, len(properties)], color=style.INK, lw=style.STRONG, zorder=5)
        style.label(axes, x + 0.5, -0.5, title, style.SMALL, ha="center")
        for y, name in enumerate(properties):
            _mark(axes, x, y, kept.get(name), documented=engine.startswith("Redshift"))
    for y, name in enumerate(properties):
        style.label(axes, -0.15, y + 0.5, name, ha="right")
    for x, kept, documented, words in (
        (-2.6, True, False, "kept"),
        (-0.9, False, False, "lost"),
        (0.8, None, False, "does not exist, or\nis not documented"),
        (4.2, None, True, "* dotted: from the documentation,\nnot run"),
    ):
        _mark(axes, x, len(properties) + 0.45, kept, documented, size=0.7)
        style.label(axes, x + 0.8, len(properties) + 0.8, words, style.SMALL)
    return figure


def _row(frame, copy: str) -> dict[str, bool]:
    found = frame[frame["copy"] == copy].iloc[0]
    return {name: bool(found[name]) for name in frame.columns if name != "copy"}


def _mark(axes: Axes, x: float, y: float, kept: bool | None, documented: bool, size: float = 1) -> None:
    colour = style.RIGHT if kept else style.PLAIN
    words = "" if kept is None else "✓" if kept else "–"
    text = {"bbox": {"fc": colour.fill, "ec": "none", "pad": 1.5}} if documented else {}
    drawn = style.box(axes, x, y, size, size, words, colour, size=11, square=True, **text)
    drawn.set_hatch(".." if documented else None)
