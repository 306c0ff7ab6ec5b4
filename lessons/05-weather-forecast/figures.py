"""Lesson 05's figures: what readers see of a load, how one date's forecast changes, and what sixty loads leave."""

import datetime as dt
from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from workbook.datasets import nps_and_weather

STEPS = ("stage", "append", "DELETE", "INSERT")
SEEN = {"yesterday's": None, "nothing": "xxx", "this morning's": "//"}  # what readers see, and its hatch


def _seen(axes: Axes, left: float, right: float, y: float, words: str) -> None:
    axes.add_patch(Rectangle((left, y), right - left, 0.7, fc="white", ec="black", lw=1, hatch=SEEN[words]))
    label = axes.text((left + right) / 2, y + 0.35, words, ha="center", va="center", size=8.5)
    label.set_bbox({"fc": "white", "ec": "none", "pad": 1.5})


def what_readers_see() -> Figure:
    """Two loads of four steps: with a COMMIT after each, readers see an empty table; with one COMMIT, never."""
    figure = Figure(figsize=(7.6, 3.4), layout="constrained")
    axes = figure.add_subplot(xlim=(-2.1, 11.2), ylim=(6.1, -0.9))
    axes.axis("off")
    seen = (
        (
            0,
            "COMMIT after each step",
            ((0, 6.7, "yesterday's"), (6.7, 8.95, "nothing"), (8.95, 11, "this morning's")),
        ),
        (3.3, "one COMMIT at the end", ((0, 8.95, "yesterday's"), (8.95, 11, "this morning's"))),
    )
    for top, title, spans in seen:
        axes.text(-2.1, top - 0.25, title, weight="bold", size=9)
        axes.text(-2.1, top + 0.55, "the job", size=8.5, va="center")
        axes.text(-2.1, top + 1.65, "readers see", size=8.5, va="center")
        for n, step in enumerate(STEPS):
            left = 0.2 + n * 2.25
            axes.add_patch(Rectangle((left, top + 0.2), 1.75, 0.7, fc="0.85", ec="black", lw=1))
            axes.text(left + 0.87, top + 0.55, step, ha="center", va="center", size=8.5)
            if title.startswith("COMMIT") or n == 3:
                axes.plot([left + 2.0] * 2, [top + 0.05, top + 2.0], color="black", lw=1.4, ls="--")
        for left, right, words in spans:
            _seen(axes, left, right, top + 1.3, words)
    axes.text(-2.1, 5.9, "dashed line: COMMIT        time runs to the right, not to scale", size=8, color="0.3")
    return figure


def one_date(sent, date: dt.date) -> Figure:
    """The forecasts for one date, from seven days ahead to the day itself, and what was observed.

    `sent` is a DataFrame with the columns published, date, temp, min_temp, max_temp (°C).
    """
    rows = sent[sent["date"] == date].sort_values("published")
    ahead = [(date - day).days for day in rows["published"]]
    low, mean, high = (rows[name].to_numpy() for name in ("min_temp", "temp", "max_temp"))
    observed = next(row for row in nps_and_weather.weather() if row[0] == date)
    figure = Figure(figsize=(6.6, 3.2), layout="constrained")
    axes = figure.add_subplot()
    axes.vlines(ahead, low, high, color="0.5", lw=5, label="lowest to highest, as forecast")
    axes.plot(ahead, mean, "o", color="black", ms=6, label="mean, as forecast")
    axes.axhspan(
        observed[2], observed[3], fc="0.92", ec="0.6", hatch="..", zorder=0, label="lowest to highest, observed"
    )
    axes.axhline(observed[1], color="black", ls="--", lw=1, label="mean, observed")
    axes.set_xlim(max(ahead) + 0.5, -0.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(xlabel="days ahead (0: sent on the day itself)", ylabel=f"temperature for {date.day} {date:%B}, °C")
    axes.legend(fontsize=7.5, loc="upper center", bbox_to_anchor=(0.5, 1.24), ncols=2)
    return figure


def sixty_mornings(left: Mapping[str, object]) -> Figure:
    """What each job left after sixty mornings: for each date no row, a row stamped on its own, or by the last run.

    `left` maps a job's name to a DataFrame with the columns date and created_date.
    """
    dates = sorted({date for frame in left.values() for date in frame["date"]})
    figure = Figure(figsize=(7.6, 0.75 * len(left) + 1.1), layout="constrained")
    axes = figure.add_subplot(ylim=(len(left) - 0.4, -0.6))
    for y, frame in enumerate(left.values()):
        last = frame["created_date"].max()
        for ours, marker, face in ((False, "o", "white"), (True, "s", "black")):
            there = [
                date for date, at in zip(frame["date"], frame["created_date"], strict=True) if (at == last) is ours
            ]
            axes.plot(there, [y] * len(there), marker, ms=4.5, mfc=face, mec="black", mew=0.8, ls="")
    axes.set_yticks(range(len(left)), list(left))
    axes.set_xlim(dates[0] - dt.timedelta(2), dates[-1] + dt.timedelta(2))
    axes.set_xticks(firsts := dates[:: len(dates) // 6], [f"{date.day} {date:%b}" for date in firsts])
    axes.set_xlabel(
        "date of the forecast (2015)\n○ stamped by an earlier run    ■ stamped by the last run    blank: no row"
    )
    axes.tick_params(axis="y", length=0)
    return figure
