"""Lesson 05's figures: what readers see of a load, how one date's forecast changes, and what sixty loads leave."""

import datetime as dt
from collections.abc import Mapping

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from workbook import figure_style as style
from workbook.datasets import nps_and_weather

STEPS = ("stage", "append", "DELETE", "INSERT")
SEEN = {"yesterday's": style.PLAIN, "nothing": style.WRONG, "this morning's": style.RIGHT}


def what_readers_see() -> Figure:
    """Two loads of four steps: with a COMMIT after each, readers see an empty table; with one COMMIT, never."""
    figure, axes = style.diagram(7.6, 3.4, (-2.1, 11), (5.8, -0.5))
    seen = (
        (
            0,
            "COMMIT after each step",
            ((0, 6.7, "yesterday's"), (6.7, 8.95, "nothing"), (8.95, 11, "this morning's")),
        ),
        (3.2, "one COMMIT at the end", ((0, 8.95, "yesterday's"), (8.95, 11, "this morning's"))),
    )
    for top, title, spans in seen:
        style.label(axes, -2.1, top - 0.3, title, style.TITLE, weight="bold")
        style.label(axes, -2.1, top + 0.55, "the job")
        style.label(axes, -2.1, top + 1.65, "readers see")
        for n, step in enumerate(STEPS):
            left = 0.2 + n * 2.25
            style.box(axes, left, top + 0.2, 1.75, 0.7, step, style.PROGRAM)
            if title.startswith("COMMIT") or n == 3:
                axes.plot([left + 2.0] * 2, [top + 0.05, top + 2.1], color=style.INK, lw=1.4, ls="--", zorder=3)
        for left, right, words in spans:
            style.box(
                axes, left, top + 1.3, right - left, 0.7, words, SEEN[words], square=True, hatch=words == "nothing"
            )
    words = "dashed line: COMMIT        time runs to the right, not to scale"
    style.label(axes, -2.1, 5.6, words, style.SMALL, color=style.MUTED)
    return figure


def one_date(sent, date: dt.date) -> Figure:
    """The forecasts for one date, from seven days ahead to the day itself, and what was observed.

    `sent` is a DataFrame with the columns published, date, temp, min_temp, max_temp (°C).
    """
    rows = sent[sent["date"] == date].sort_values("published")
    ahead = [(date - day).days for day in rows["published"]]
    low, mean, high = (rows[name].to_numpy() for name in ("min_temp", "temp", "max_temp"))
    observed = next(row for row in nps_and_weather.weather() if row[0] == date)
    figure, axes = style.chart(6.8, 3.3)
    forecast, seen = style.WAREHOUSE, style.NEUTRAL
    axes.vlines(ahead, low, high, color=forecast.edge, lw=5, label="lowest to highest, as forecast")
    axes.plot(ahead, mean, "o", mfc=style.PLAIN.fill, mec=forecast.edge, ms=7, label="mean, as forecast")
    span = axes.axhspan(*observed[2:4], fc=seen.fill, ec=seen.edge, zorder=0, label="lowest to highest, observed")
    span.set(hatch="..", lw=style.FINE)
    axes.axhline(observed[1], color=seen.edge, ls="--", lw=1.4, label="mean, observed")
    axes.set_xlim(max(ahead) + 0.5, -0.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(xlabel="days ahead (0: sent on the day itself)", ylabel=f"temperature for {date.day} {date:%B}, °C")
    figure.legend(fontsize=style.SMALL, loc="outside upper center", ncols=2, frameon=False)
    return figure


def sixty_mornings(left: Mapping[str, object]) -> Figure:
    """What each job left after sixty mornings: for each date no row, a row stamped on its own, or by the last run.

    `left` maps a job's name to a DataFrame with the columns date and created_date.
    """
    dates = sorted({date for frame in left.values() for date in frame["date"]})
    figure, axes = style.chart(7.6, 0.6 * len(left) + 1.1, ylim=(len(left) - 0.4, -0.6))
    for y, frame in enumerate(left.values()):
        last = frame["created_date"].max()
        for ours, marker, colour in ((False, "o", style.PLAIN), (True, "s", style.STRESSED)):
            there = [
                date for date, at in zip(frame["date"], frame["created_date"], strict=True) if (at == last) is ours
            ]
            axes.plot(
                there,
                [y] * len(there),
                marker,
                ms=4.5,
                mfc=colour.edge if ours else colour.fill,
                mec=colour.edge,
                ls="",
            )
    axes.set_yticks(range(len(left)), list(left))
    axes.set_xlim(dates[0] - dt.timedelta(2), dates[-1] + dt.timedelta(2))
    axes.set_xticks(firsts := dates[:: len(dates) // 6], [f"{date.day} {date:%b}" for date in firsts])
    axes.set_xlabel(
        "date of the forecast (2015)\n○ stamped by an earlier run    ■ stamped by the last run    blank: no row"
    )
    axes.tick_params(axis="y", length=0)
    return figure
