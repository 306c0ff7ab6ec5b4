"""Lesson 14's figures: which day a run is for, and which task starts when."""

import datetime as dt
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from workbook import figure_style as style

DAY = dt.timedelta(days=1)
COLOURS = {"success": style.PROGRAM, "failed": style.WRONG}


def which_day() -> Figure:
    """Two schedules, three runs each: when each run fires, and its day, which is over or just begins."""
    first = dt.datetime(2025, 3, 3)
    figure = style.card(7.6, 3.5)
    above, below = (style.on_card(axes) for axes in figure.subplots(2, 1, sharex=True))
    for axes, title, shift in (
        (above, 'schedule="@daily": the day begins when the run fires, and has no rows yet', 0),
        (below, 'CronDataIntervalTimetable("@daily", timezone="UTC"): the day is over', 1),
    ):
        _runs(axes, [(first + n * DAY, first + (n - shift) * DAY) for n in (1, 2, 3)])
        axes.set_title(title, size=style.TITLE, loc="left")
        axes.set_xlim(first, first + 4.15 * DAY)
    midnights = [first + n * DAY for n in range(5)]
    below.set_xticks(midnights, [f"{at.day} {at:%b}" for at in midnights])
    below.set_xlabel("time, UTC (labels at midnight)     box: the day of the run, ds     ◀: the run fires")
    return figure


def _runs(axes: Axes, runs: Sequence[tuple[dt.datetime, dt.datetime]]) -> None:
    """A row for each run: its day as a box, dashed if the day is not over, and when it fires."""
    axes.set_ylim(len(runs) - 0.4, -0.6)
    for y, (fires, day) in enumerate(runs):
        over = day + DAY <= fires
        colour = style.PROGRAM if over else style.PLAIN
        axes.barh(y, DAY, 0.6, day, fc=colour.fill, ec=colour.edge, lw=style.LINE, ls="-" if over else "--")
        style.label(axes, day + DAY / 2, y, f"ds = {day:%Y-%m-%d}", ha="center")
        axes.plot([fires], [y], "<", color=style.INK, ms=8)
    for midnight in {fires for fires, _ in runs}:
        axes.axvline(midnight, color=style.GRID, lw=0.8, zorder=0)
    axes.set_yticks(range(len(runs)), [f"run {n}" for n in range(1, len(runs) + 1)])
    axes.tick_params(axis="y", length=0)


def order(decisions: Mapping[str, Sequence[Sequence[str]]]) -> Figure:
    """Which task of which day runs when: a row for each day, a box for each task, a cross where a task fails.

    `decisions` maps a title to the events of runs.decisions, of which each is one step on the x axis.
    """
    drawn = {title: _boxes(events) for title, events in decisions.items()}
    last = max(end for boxes in drawn.values() for *_, end, _ in boxes)
    figure = style.card(7.6, 1.3 * len(drawn) + 0.5)
    all_axes = [style.on_card(axes) for axes in figure.subplots(len(drawn), 1, sharex=True, squeeze=False)[:, 0]]
    for axes, (title, boxes) in zip(all_axes, drawn.items(), strict=True):
        days = sorted({day for _, day, *_ in boxes})
        axes.set(xlim=(-0.3, last + 0.3), ylim=(len(days) - 0.4, -0.6))
        for task, day, start, end, ended in boxes:
            y = days.index(day)
            style.box(axes, start, y - 0.35, end - start, 0.7, task, COLOURS[ended], hatch=ended == "failed")
            if ended == "failed":
                axes.plot([end], [y], "x", color=style.WRONG.edge, ms=9, mew=2, zorder=5)
        axes.set_title(title, size=style.TITLE, loc="left")
        axes.set_yticks(range(len(days)), days)
        axes.tick_params(axis="y", length=0)
    all_axes[-1].set_xlabel("steps (each is the start or the end of a task)     box: a task     ✕: it fails")
    return figure


def _boxes(events: Sequence[Sequence[str]]) -> list[tuple[str, str, int, int, str]]:
    """(task, day, step of its start, step of its end, how it ended)."""
    started, boxes = {}, []
    for step, (what, task, day) in enumerate(events):
        if what == "starts":
            started[task, day] = step
        else:
            boxes.append((task, day, started.pop((task, day)), step, what))
    return boxes
