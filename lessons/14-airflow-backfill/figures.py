"""Lesson 14's figures: which day a run is for, which task starts when, and the hashes of lesson 09."""

import datetime as dt
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from workbook.exercises import load_module

DAY = dt.timedelta(days=1)
RED = "#c00000"
SHADES = {"success": "0.85", "failed": "white"}
hashes = load_module("09-backfill", "figures").hashes


def which_day() -> Figure:
    """Two schedules, three runs each: when a run fires, and the day that it is for, which is over or begins."""
    first = dt.datetime(2025, 3, 3)
    figure = Figure(figsize=(7.6, 3.5), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    for axes, title, shift in (
        (above, 'schedule="@daily": the day begins as the run fires, and has no rows yet', 0),
        (below, 'CronDataIntervalTimetable("@daily", timezone="UTC"): the day is over', 1),
    ):
        _runs(axes, [(first + n * DAY, first + (n - shift) * DAY) for n in (1, 2, 3)])
        axes.set_title(title, size=9, loc="left")
        axes.set_xlim(first, first + 4.15 * DAY)
    midnights = [first + n * DAY for n in range(5)]
    below.set_xticks(midnights, [f"{at.day} {at:%b}" for at in midnights])
    below.set_xlabel("time, UTC (labels at midnight)     box: the day of the run, ds     ◀: it fires")
    return figure


def _runs(axes: Axes, runs: Sequence[tuple[dt.datetime, dt.datetime]]) -> None:
    """A line for each run: the day that it is for as a box, dashed where it is not over, and its firing."""
    axes.set_ylim(len(runs) - 0.4, -0.6)
    for y, (fires, day) in enumerate(runs):
        over = day + DAY <= fires
        style = {"fc": "0.85", "ls": "-"} if over else {"fc": "white", "ls": "--"}
        axes.add_patch(Rectangle((day, y - 0.3), DAY, 0.6, ec="black", lw=1, **style))
        axes.text(day + DAY / 2, y, f"ds = {day:%Y-%m-%d}", ha="center", va="center", size=8.5)
        axes.plot([fires], [y], "<", color="black", ms=8)
    for midnight in {fires for fires, _ in runs}:
        axes.axvline(midnight, color="0.85", lw=0.8, zorder=0)
    axes.set_yticks(range(len(runs)), [f"run {n}" for n in range(1, len(runs) + 1)])
    axes.tick_params(axis="y", length=0)


def order(decisions: Mapping[str, Sequence[Sequence[str]]]) -> Figure:
    """Which task of which day runs when: a line for each day, a box for each task, a cross where one fails.

    `decisions` maps a title to the events of runs.decisions, of which each is one step on the x axis.
    """
    drawn = {title: _boxes(events) for title, events in decisions.items()}
    figure = Figure(figsize=(7.6, 1.3 * len(drawn) + 0.5), layout="constrained")
    all_axes = figure.subplots(len(drawn), 1, sharex=True, squeeze=False)[:, 0]
    for axes, (title, boxes) in zip(all_axes, drawn.items(), strict=True):
        days = sorted({day for _, day, *_ in boxes})
        for task, day, start, end, ended in boxes:
            y = days.index(day)
            axes.add_patch(Rectangle((start, y - 0.35), end - start, 0.7, fc=SHADES[ended], ec="black", lw=1))
            axes.text((start + end) / 2, y, task, ha="center", va="center", size=8)
            if ended == "failed":
                axes.plot([end], [y], "x", color=RED, ms=9, mew=2)
        axes.set_title(title, size=9, loc="left")
        axes.set_ylim(len(days) - 0.4, -0.6)
        axes.set_yticks(range(len(days)), days)
        axes.tick_params(axis="y", length=0)
    all_axes[-1].set_xlim(-0.3, max(end for boxes in drawn.values() for *_, end, _ in boxes) + 0.3)
    all_axes[-1].set_xlabel("steps: each is one start or end     box: a task     ✕: it fails")
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
