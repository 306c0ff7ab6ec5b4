"""Lesson 03's figures: what a copy takes along, which row comes first, and what survives which way to copy."""

import datetime as dt

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from workbook.exercises import registry

RULES = ("NOT NULL", "DEFAULT now()", "PRIMARY KEY")


def _canvas(width: float, height: float, xlim: tuple, ylim: tuple) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot(xlim=xlim, ylim=ylim)
    axes.axis("off")
    return figure, axes


def _drawn_table(axes: Axes, left: float, bottom: float, title: str, rules: bool, rows: bool) -> None:
    """A table as two boxes, its rules above its rows; what a copy lacks is dashed and empty."""
    for there, low, height, words in (
        (rules, bottom + 1.35, 1.35, "\n".join(RULES)),
        (rows, bottom, 1.25, "2015-03-01   5.8\n2015-03-02   6.0\n…"),
    ):
        box = Rectangle((left, low), 2.6, height, fill=False, lw=1.3, ls="-" if there else "--")
        box.set_edgecolor("black" if there else "0.55")
        axes.add_patch(box)
        text = words if there else "no rules" if low > bottom else "no rows"
        axes.text(
            left + 1.3,
            low + height / 2,
            text,
            ha="center",
            va="center",
            size=8,
            family="monospace" if there else None,
            color="black" if there else "0.4",
        )
    axes.text(left, bottom + 2.85, title, weight="bold", size=9)


def what_a_copy_takes() -> Figure:
    """A table is rules and rows: CREATE TABLE AS takes the rows along, CREATE TABLE LIKE the rules."""
    figure, axes = _canvas(7.4, 3.9, (-0.1, 10.9), (-0.1, 6.7))
    _drawn_table(axes, 0, 1.65, "weather_forecast", True, True)
    _drawn_table(axes, 8.1, 3.45, "LIKE copy", True, False)
    _drawn_table(axes, 8.1, 0, "CTAS copy", False, True)
    for start, end, words, beside in (
        ((2.7, 3.65), (8.0, 5.4), "CREATE TABLE …\n(LIKE … INCLUDING …)", (4.5, 5.3)),
        ((2.7, 2.3), (8.0, 0.7), "CREATE TABLE …\nAS SELECT *", (4.5, 0.9)),
    ):
        axes.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=16, lw=1.2))
        axes.text(*beside, words, ha="center", va="center", size=8.5)
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
    figure, axes = _canvas(7.8, 2.6, (-0.1, 13.2), (4.2, -1.0))
    for n, (title, rows, newest, verdict) in enumerate(cases):
        left = n * 4.5
        axes.text(left, -0.7, title, weight="bold", size=9)
        for x, name in ((0.1, "sent"), (1.35, "temp"), (2.2, "created_date")):
            axes.text(left + x, 0, name, size=8, color="0.3")
        for y, (day, stamp) in enumerate(rows):
            top = 0.35 + y * 1.05
            box = Rectangle(
                (left, top), 4.0, 0.85, fc="0.88" if y == 0 else "white", ec="black", lw=2 if y == 0 else 0.6
            )
            axes.add_patch(box)
            star = " ★" if day == newest else ""
            for x, words in ((0.1, f"{day} Mar{star}"), (1.4, _sent(day)), (2.2, stamp)):
                axes.text(left + x, top + 0.44, words, va="center", size=8.5)
        axes.text(left, 2.9, f"number 1: {verdict}", size=8.5)
    axes.text(0, 3.9, "thick frame: sorted first, and kept        ★: really the newest", size=8, color="0.3")
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
    figure, axes = _canvas(7.8, 4.3, (-2.6, len(columns)), (len(properties) + 1.1, -1.75))
    for x, (engine, title, kept) in enumerate(columns):
        if x == 0 or columns[x - 1][0] != engine:
            axes.text(x + 0.05, -1.35, engine, weight="bold", size=9)
            axes.plot([x, x], [-1.6, len(properties)], color="black", lw=1.2)
        axes.text(x + 0.5, -0.5, title, ha="center", va="center", size=8)
        for y, name in enumerate(properties):
            _mark(axes, x, y, kept.get(name), from_documents=engine.startswith("Redshift"))
    for y, name in enumerate(properties):
        axes.text(-0.15, y + 0.5, name, ha="right", va="center", size=8.5)
    axes.text(
        -2.55,
        len(properties) + 0.75,
        "✓ on grey: kept     –: lost     blank: no such thing, or not said"
        "     * hatched: not run, from the documentation",
        size=7.5,
        color="0.3",
        va="center",
    )
    return figure


def _row(frame, copy: str) -> dict[str, bool]:
    found = frame[frame["copy"] == copy].iloc[0]
    return {name: bool(found[name]) for name in frame.columns if name != "copy"}


def _mark(axes: Axes, x: int, y: int, kept: bool | None, from_documents: bool) -> None:
    box = Rectangle((x, y), 1, 1, fc="0.8" if kept else "white", ec="0.5", lw=0.6)
    if from_documents:
        box.set_hatch("....")
    axes.add_patch(box)
    if kept is not None:
        label = axes.text(x + 0.5, y + 0.5, "✓" if kept else "–", ha="center", va="center", size=11)
        if from_documents:
            label.set_bbox({"fc": "0.8" if kept else "white", "ec": "none", "pad": 1.5})
