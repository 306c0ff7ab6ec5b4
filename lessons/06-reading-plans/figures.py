"""Lesson 06's figure of the idea: a plan as a tree, and how to read it."""

from matplotlib.figure import Figure

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
        "3  A step takes the rows from below.\n    It gives its own upwards: one row a day.",
        "2  A step may need all of its rows first:\n    a sort does.",
        "1  The scan reads 900 rows, and its filter\n    lets 360 pass. The planner expected 40:\n"
        "    that is what the dashed line shows.",
    )
    for y, note in zip(boxes, notes, strict=True):
        axes.text(width + 0.15, y + 0.36, note, size=9, va="center")
    return figure
