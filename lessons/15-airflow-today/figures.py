"""Lesson 15's figures: two nights by the clock and by arrival, what loads start, who holds a slot, and retries."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

RED = "#c00000"
QUICK, SLOW = (0, 40), (0, 80)  # minutes after midnight: from when to when the load runs
LANE = 0.62


def two_nights() -> Figure:
    """The idea: a quick and a slow night, with a report that runs at 01:00, and one that runs after the load."""
    figure = Figure(figsize=(7.6, 3.0), layout="constrained")
    rows = figure.subplots(2, 2, sharex=True, sharey=True)
    for row, words, by_clock in ((rows[0], "by the clock", True), (rows[1], "by arrival", False)):
        for axes, night, (start, end) in ((row[0], "a quick night", QUICK), (row[1], "a slow night", SLOW)):
            reports = 60 if by_clock else end
            _bar(axes, 0, start, end, "load")
            _bar(axes, 1, reports, reports + 15, "report", dashed=reports < end)
            wrong = reports < end
            axes.text(
                reports + 19,
                1,
                "✕ too early" if wrong else "✓",
                va="center",
                size=9,
                color=RED if wrong else "black",
            )
            if not by_clock:
                axes.annotate("", (end, 0.69), (end, 0.31), arrowprops={"arrowstyle": "->", "lw": 1.2})
            axes.axvline(60, color="0.8", lw=0.8, zorder=0)
            axes.set_title(f"{night}, {words}", size=9, loc="left")
    rows[0, 0].set(xlim=(-3, 132), ylim=(1.6, -0.6))
    for axes in rows[1]:
        axes.set_xticks([0, 30, 60, 90, 120], ["00:00", "00:30", "01:00", "01:30", "02:00"])
        axes.set_xlabel("time, UTC")
    for axes in rows[:, 0]:
        axes.set_yticks([0, 1], ["load", "report"])
        axes.tick_params(axis="y", length=0)
    return figure


def _bar(axes: Axes, lane: float, start: float, end: float, words: str, dashed: bool = False) -> None:
    style = {"fc": "white", "ls": "--"} if dashed else {"fc": "0.87", "ls": "-"}
    axes.add_patch(Rectangle((start, lane - LANE / 2), end - start, LANE, ec="black", lw=1, **style))
    if end - start > 30:
        axes.text((start + end) / 2, lane, words, ha="center", va="center", size=8.5)


def arrivals(events: Sequence[Sequence[str]]) -> Figure:
    """Loads as they end, and the runs that they start; `events` are those of nights.play."""
    lanes = list(dict.fromkeys(dag for what, dag, _ in events if what != "starts"))
    lanes += list(dict.fromkeys(dag for what, dag, _ in events if what == "starts"))
    figure = Figure(figsize=(7.6, 0.45 * len(lanes) + 0.9), layout="constrained")
    axes = figure.add_subplot()
    step = -1
    for what, dag, day in events:
        step += what != "starts"  # a run begins where a load has ended
        lane = lanes.index(dag)
        if what == "starts":
            axes.plot([step], [lane], "^", color="black", ms=9)
            continue
        axes.axvline(step, color="0.9", lw=0.8, zorder=0)
        failed = what == "failed"
        axes.plot([step], [lane], "x" if failed else "o", color=RED if failed else "0.4", ms=9, mew=2)
        axes.text(step + 0.09, lane, day[5:], va="center", size=8)
    axes.set_xlim(-0.4, step + 0.7)
    axes.set_ylim(len(lanes) - 0.4, -0.6)
    axes.set_yticks(range(len(lanes)), lanes)
    axes.set_xticks(range(step + 1), [])
    axes.tick_params(axis="both", length=0)
    axes.set_xlabel(
        "one load after the other     ●: it ends, for this day     ✕: it fails     ▲: a run is created"
    )
    return figure


def slots() -> Figure:
    """Two slots, and two sensors that wait in them, or outside of them."""
    figure = Figure(figsize=(7.6, 2.9), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    for axes, title in ((above, "the sensors wait in their slots"), (below, "the sensors are deferred")):
        axes.set_title(title, size=9, loc="left")
        axes.set_ylim(2.6, -0.6)
        axes.set_yticks(range(3), ["slot 1", "slot 2", "triggerer"])
        axes.tick_params(axis="y", length=0)
        axes.axvline(70, color="0.6", lw=1, ls=":")
    _boxes(above, [(0, 0, 70, "wait_1"), (1, 0, 70, "wait_2"), (0, 72, 88, "work")])
    _boxes(below, [(0, 0, 5, ""), (1, 0, 5, ""), (0, 7, 23, "work"), (0, 71, 76, ""), (1, 71, 76, "")])
    below.add_patch(Rectangle((5, 1.68), 65, 0.64, fc="white", ec="black", ls="--", lw=1))
    below.text(37, 2.0, "one process looks for both files", ha="center", va="center", size=8)
    below.set_xlim(-1, 95)
    below.set_xticks([0, 70], ["the run begins", "the files arrive"])
    return figure


def _boxes(axes: Axes, boxes: Sequence[tuple[int, float, float, str]]) -> None:
    for lane, start, end, words in boxes:
        axes.add_patch(Rectangle((start, lane - 0.32), end - start, 0.64, fc="0.87", ec="black", lw=1))
        axes.text((start + end) / 2, lane, words, ha="center", va="center", size=8.5)


def retries(waits: Mapping[str, Sequence[float]]) -> Figure:
    """When each try begins, for ways of waiting between tries; `waits` are minutes, by the way's name."""
    figure = Figure(figsize=(7.6, 0.5 * len(waits) + 0.9), layout="constrained")
    axes = figure.add_subplot()
    for lane, minutes in enumerate(waits.values()):
        at = [0.0]
        for each in minutes:
            at.append(at[-1] + each)
        axes.plot(at, [lane] * len(at), "o-", color="0.3", lw=1, ms=7)
        for number, each in enumerate(at, start=1):
            axes.text(each, lane - 0.25, f"{number}", ha="center", size=8)
    axes.set_ylim(len(waits) - 0.5, -0.7)
    axes.set_yticks(range(len(waits)), list(waits))
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("minutes after the first try     ●: a try, with its number")
    return figure
