"""Lesson 04's figures: forecasts before and after only the newest row of each date is kept."""

import datetime as dt

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from workbook import figure_style as style
from workbook.checking.rules.per_key import PerKey
from workbook.exercises import registry


def _numbered() -> list[tuple[int, tuple]]:
    """The notebook's forecasts as `(number, row)`, by date, oldest first; the newest of a date is number 1."""
    fixture = registry.load("04-keeping-the-latest").notebook
    found = []
    for group in sorted(PerKey("temp_weather", "date").groups(fixture)):
        newest_first = sorted(group, key=lambda row: row.created_date, reverse=True)
        found += [*enumerate(newest_first, 1)][::-1]
    return found


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%b}"


def _table(axes: Axes, left: float, title: str, rows: list[tuple[int, tuple]], places: list[int]) -> None:
    """Draw rows at the heights `places`; those not numbered 1 are struck through."""
    ends = [left + x for x in (1.2, 2.3, 4.7)]
    style.label(axes, left, -1.1, title, style.TITLE, weight="bold")
    for x, name in zip(ends, ("date", "temp, °C", "created_date"), strict=True):
        style.label(axes, x, -0.3, name, style.SMALL, ha="right")
    for y, (number, row) in zip(places, rows, strict=True):
        kept = number == 1
        stamp = f"{_day(row.created_date)} {row.created_date:%H:%M}"
        for x, text in zip(ends, (_day(row.date), f"{row.temp:.1f}", stamp), strict=True):
            style.label(axes, x, y + 0.5, text, ha="right", color=style.INK if kept else style.MUTED)
        if kept:
            style.box(axes, left, y + 0.06, 4.8, 0.88, colour=style.RIGHT)
        else:
            axes.plot([left + 0.15, left + 4.75], [y + 0.5, y + 0.5], color=style.WRONG.edge, lw=1)


def before_and_after() -> Figure:
    """The twelve forecasts beside the six that stay; dropped rows are struck through."""
    rows = _numbered()
    after = [y for y, (number, _) in enumerate(rows) if number == 1]
    figure, axes = style.diagram(6.8, 3.9, (0, 11.4), (12, -1.3))
    _table(axes, 0, "before: 12 forecasts, up to 3 a date", rows, list(range(len(rows))))
    _table(axes, 6.6, "after: the newest of each date", [rows[y] for y in after], after)
    for y in after:
        style.arrow(axes, (4.9, y + 0.5), (6.5, y + 0.5))
    return figure


def partitions() -> Figure:
    """Dates as rows (partitions), loads as columns (the order), and in each box ROW_NUMBER()'s number."""
    rows = _numbered()
    dates = sorted({row.date for _, row in rows})
    loads = sorted({row.created_date for _, row in rows})
    figure, axes = style.diagram(7.2, 3.6, (-1.35, len(loads) - 0.5), (len(dates) + 0.35, -1.9))
    style.label(axes, -1.35, -1.1, "PARTITION BY date:\na grey band for each", style.SMALL)
    style.arrow(axes, (len(loads) - 0.55, -1.25), (-0.45, -1.25), "ORDER BY created_date DESC", (0, -0.35))
    for x, load in enumerate(loads):
        style.label(axes, x, -0.75, f"created {_day(load)} {load:%H:%M}", style.SMALL, ha="center")
    for y, date in enumerate(dates):
        axes.axhspan(y - 0.44, y + 0.44, fc=style.STRESSED.fill)
        style.label(axes, -1.25, y, f"for {_day(date)}")
    for number, row in rows:
        x, y = loads.index(row.created_date), dates.index(row.date)
        newest = number == 1
        look = {"colour": style.RIGHT, "hatch": True, "strong": True, "weight": "bold"} if newest else {}
        style.box(axes, x - 0.34, y - 0.36, 0.68, 0.72, str(number), size=11, **look)
    words = "hatched: number 1, the newest forecast for its date (times in UTC)"
    style.label(axes, -1.35, len(dates) + 0.1, words, style.SMALL)
    return figure
