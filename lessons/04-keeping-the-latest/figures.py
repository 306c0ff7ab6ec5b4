"""Lesson 04's figures: forecasts before and after only the newest row of each date is kept."""

import datetime as dt

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

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
    """Draw rows at the heights `places`; those not numbered 1 are grey and struck through."""
    ends = [left + x for x in (1.2, 2.3, 4.7)]
    axes.text(left, -1.15, title, weight="bold", size=9)
    for x, name in zip(ends, ("date", "temp, °C", "created_date"), strict=True):
        axes.text(x, -0.2, name, ha="right", va="center", size=8)
    for y, (number, row) in zip(places, rows, strict=True):
        kept = number == 1
        stamp = f"{_day(row.created_date)} {row.created_date:%H:%M}"
        for x, text in zip(ends, (_day(row.date), f"{row.temp:.1f}", stamp), strict=True):
            axes.text(x, y + 0.5, text, ha="right", va="center", size=8.5, color="black" if kept else "0.4")
        if kept:
            axes.add_patch(Rectangle((left, y + 0.09), 4.8, 0.82, fill=False, ec="black", lw=0.9))
        else:
            axes.plot([left + 0.15, left + 4.75], [y + 0.5, y + 0.5], color="0.4", lw=0.8)


def before_and_after() -> Figure:
    """The twelve forecasts beside the six that stay; dropped rows are struck through."""
    rows = _numbered()
    after = [y for y, (number, _) in enumerate(rows) if number == 1]
    figure = Figure(figsize=(6.6, 3.5), layout="constrained")
    axes = figure.add_subplot(xlim=(-0.1, 11.6), ylim=(12.1, -1.7))
    axes.axis("off")
    _table(axes, 0, "before: 12 forecasts, up to 3 a date", rows, list(range(len(rows))))
    _table(axes, 6.6, "after: the newest of each date", [rows[y] for y in after], after)
    for y in after:
        axes.annotate("", (6.5, y + 0.5), (4.9, y + 0.5), arrowprops={"arrowstyle": "->", "lw": 0.9})
    return figure


def partitions() -> Figure:
    """Dates as rows (partitions), loads as columns (the order), and in each box ROW_NUMBER()'s number."""
    rows = _numbered()
    dates = sorted({row.date for _, row in rows})
    loads = sorted({row.created_date for _, row in rows})
    figure = Figure(figsize=(7, 3.4), layout="constrained")
    axes = figure.add_subplot()
    for number, row in rows:
        x, y = loads.index(row.created_date), dates.index(row.date)
        newest = number == 1
        box = Rectangle((x - 0.32, y - 0.34), 0.64, 0.68, fc="0.8" if newest else "white", ec="black")
        box.set(lw=1.8 if newest else 0.6, hatch="//" if newest else None)
        axes.add_patch(box)
        label = axes.text(x, y, str(number), ha="center", va="center", size=12, weight="bold" if newest else None)
        if newest:
            label.set_bbox({"fc": "white", "ec": "none", "pad": 1.5})
    for y in range(len(dates) - 1):
        axes.axhline(y + 0.5, color="0.7", lw=0.6)
    axes.set(xlim=(-0.6, len(loads) - 0.4), ylim=(len(dates) - 0.5, -0.5))
    axes.set_xticks(range(len(loads)), [f"{_day(load)} {load:%H:%M}" for load in loads])
    axes.set_yticks(range(len(dates)), [_day(date) for date in dates])
    axes.set_xlabel("created_date (UTC)\nORDER BY created_date DESC: counted from right to left")
    axes.set_ylabel("date\nPARTITION BY date:\neach line starts at 1")
    axes.tick_params(length=0)
    return figure
