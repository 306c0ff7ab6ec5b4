"""Lesson 06's figures of ideas: a plan as a tree, and which blocks a zone map excludes."""

from matplotlib.figure import Figure

from workbook import figure_style as style
from workbook.plans.figure import draw
from workbook.plans.tree import Node, Plan

NOTES_WIDTH = 3.6  # inches


def _example() -> Plan:
    """A plan of three steps on a small table that does not exist."""
    scan = Node(
        "Seq Scan", "visits", conditions=(("Filter", "(country = 'KR')"),), estimated=40, actual=360, read=900
    )
    sort = Node("Sort", conditions=(("Sort Key", "day"),), estimated=40, actual=360, children=(scan,))
    group = Node("GroupAggregate", conditions=(("Group Key", "day"),), estimated=30, actual=31, children=(sort,))
    return Plan("warehouse", group, analyzed=True)


def how_to_read() -> Figure:
    """A plan is a tree, read upwards: a table is scanned, 360 of 900 rows pass, are sorted and counted by day."""
    figure = draw([("", _example())])
    width, height = figure.get_size_inches()
    figure.set_size_inches(width + NOTES_WIDTH, height)
    axes = figure.axes[0]
    axes.set_xlim(0, width + NOTES_WIDTH)
    boxes = sorted((patch.get_y() for patch in axes.patches if hasattr(patch, "get_boxstyle")), reverse=True)
    notes = (
        "3  A step takes the rows from below.\n    It passes its own up: one row a day.",
        "2  A step may need all its rows before it\n    returns the first: a sort does.",
        "1  The scan reads 900 rows, and its filter\n    lets 360 pass. The planner expected 40:\n"
        "    that is what the dashed line shows.",
    )
    for y, note in zip(boxes, notes, strict=True):
        style.label(axes, width + 0.15, y + 0.36, note)
    return figure


# Of each block, the lowest and the highest time, in months.
SORTED = tuple((month, month + 1.95) for month in range(1, 13, 2))
RANDOM = ((1.1, 12.6), (1.0, 12.9), (1.3, 12.8), (1.1, 12.4), (1.2, 12.9), (1.0, 12.7))
THE_DAY = 6.03  # 1 June


def zone_maps() -> Figure:
    """Lowest and highest value of each block: of sorted rows one block can hold 1 June, of random ones all can."""
    figure = style.card(7.6, 2.6)
    for place, (title, blocks) in enumerate((("rows in random order", RANDOM), ("rows sorted", SORTED))):
        axes = style.on_card(figure.add_subplot(1, 2, place + 1, xlim=(0.5, 15.5), ylim=(len(blocks) - 0.4, -0.8)))
        axes.set_title(title, size=style.TITLE, color=style.INK)
        for y, (low, high) in enumerate(blocks):
            is_read = low <= THE_DAY <= high
            colour = style.STRESSED if is_read else style.PLAIN
            style.box(axes, low, y - 0.28, high - low, 0.56, "", colour, dashed=not is_read)
            style.label(axes, 13.2, y, "read" if is_read else "skipped", style.SMALL)
        axes.axvline(THE_DAY, color=style.WRONG.edge, lw=style.LINE, ls=":")
        axes.set_xticks([1, 6, 12], ["January", "June", "December"])
        axes.set_yticks(range(len(blocks)), [f"block {n + 1}" for n in range(len(blocks))])
        axes.tick_params(axis="y", length=0)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
    return figure
