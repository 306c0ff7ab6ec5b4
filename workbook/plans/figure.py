"""A plan as a picture: rows flow upwards from the tables to the result, as wide as there are many of them."""

import math
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from workbook import figure_style as style
from workbook.plans.tree import ACCESS, Node, Plan, plain

# Inches. A step's box, the way between two boxes, and the widest stream of rows.
BOX_WIDTH, BOX_HEIGHT, BETWEEN = 2.3, 0.88, 0.6
COLUMN = 2.6  # from the middle of one box to that of the next beside it: words stand to the right of a stream
EDGE = 0.12  # around a tree and its words
NARROWEST = 3.4  # of a picture, for the words below
SOURCE = 0.3  # the name of a table
STREAM, THINNEST = 1.0, 0.02
LETTERS, LINES = 37, 2  # of a condition, in a box
LEGEND = 16  # letters an inch
# More rows than estimated, fewer, or right: told by the words and the hatch too, not by the colour alone.
MORE, FEWER, RIGHT, GUESSED = style.WRONG, style.PROGRAM, style.RIGHT, style.NEUTRAL
HATCHES = {MORE: "//", FEWER: ".."}
SYSTEMS = {"source": style.SOURCE, "warehouse": style.WAREHOUSE, "spark": style.STORE}  # Spark reads files
PREFIX = re.compile(r"\b[A-Za-z_]\w*\.(?=[A-Za-z_])")


@dataclass
class _Place:
    """A node with its place: `x` is the middle of its box, `y` the box's lower edge, both in inches."""

    node: Node
    x: float
    y: float
    children: list["_Place"]


def draw(plans: Sequence[tuple[str, Plan]]) -> Figure:
    """Plans as trees, beside each other, each under its title; widths of rows mean the same in all of them."""
    scale = _Scale([node for _, plan in plans for node in plan.root.walk()])
    spans = [_span(plan, scale) for _, plan in plans]
    widths = [right - left + 2 * EDGE for left, right in spans]
    full = max(sum(widths), NARROWEST)
    legend = textwrap.wrap(_legend([plan for _, plan in plans]), int(LEGEND * full))
    head = 0.85 if any(title for title, _ in plans) else 0.58
    foot = 0.22 + 0.15 * len(legend)
    height = foot + max(_height(plan.root) for _, plan in plans) + head
    figure, axes = _paper(full, height)
    left = 0.0
    for (title, plan), width, span in zip(plans, widths, spans, strict=True):
        placed, _ = _placed(plan.root, left + EDGE - span[0], height - head - BOX_HEIGHT)
        _draw_plan(axes, placed, scale, plan)
        axes.text(placed.x, height - 0.17, title, ha="center", va="center", size=11, weight="bold")
        left += width
        if plan is not plans[-1][1]:
            axes.plot([left] * 2, [foot, height - 0.1], color=style.GRID, lw=1)
    for number, line in enumerate(legend):
        axes.text(EDGE, foot - 0.15 * (number + 1), line, size=7.5, color=style.MUTED, va="center")
    return figure


def _paper(width: float, height: float) -> tuple[Figure, Axes]:
    """An empty figure whose axes count in inches."""
    figure = style.card(width, height, margin=0)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(0, height))
    axes.axis("off")
    return figure, axes


def _span(plan: Plan, scale: "_Scale") -> tuple[float, float]:
    """How far a tree and its words reach to the left and to the right, where its leftmost box stands at 0."""
    figure, axes = _paper(1, 1)
    placed, _ = _placed(plan.root, 0, 0)
    _draw_plan(axes, placed, scale, plan)
    drawn = [artist.get_window_extent() for artist in (*axes.texts, *axes.patches)]
    return min(box.x0 for box in drawn) / figure.dpi, max(box.x1 for box in drawn) / figure.dpi


def _draw_plan(axes: Axes, placed: "_Place", scale: "_Scale", plan: Plan) -> None:
    _draw_result(axes, placed, scale, plan)
    _draw_tree(axes, placed, scale, plan)


class _Scale:
    """From rows to inches: by the square root, so that 1 and 300,000 can both be seen."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        came = [max(node.estimated if node.actual is None else node.actual, node.read or 0) for node in nodes]
        # Estimates beyond all that came make room for themselves only in part, and are cut below.
        self._most = max(1, *came, max(node.estimated for node in nodes) // 4)

    def __call__(self, rows: int) -> float:
        if not rows:
            return 0.0
        return min(max(STREAM * math.sqrt(rows / self._most), THINNEST), 2 * STREAM)


def _source(node: Node) -> str:
    """What a step at the bottom reads: the stream from there is drawn below it."""
    if node.children or not (node.table or node.index):
        return ""
    return f"table {node.table}" if node.table else f"index {node.index}"


def _height(node: Node) -> float:
    below = SOURCE if _source(node) else 0.0
    below = max(map(_height, node.children)) if node.children else below
    return BOX_HEIGHT + (BETWEEN + below if below else 0.0)


def _placed(node: Node, x: float, y: float) -> tuple[_Place, float]:
    """The node and all below it with their places, from `x` on; and where the next tree may begin."""
    if not node.children:
        return _Place(node, x, y, []), x + COLUMN
    children = []
    for child in node.children:
        place, x = _placed(child, x, y - BOX_HEIGHT - BETWEEN)
        children.append(place)
    return _Place(node, (children[0].x + children[-1].x) / 2, y, children), x


def _draw_tree(axes: Axes, place: _Place, scale: _Scale, plan: Plan) -> None:
    node = place.node
    count = len(place.children)
    for number, child in enumerate(place.children):
        # The streams of several children come in beside each other.
        end = place.x + (number - (count - 1) / 2) * min(BOX_WIDTH / count, STREAM + 0.15)
        _draw_stream(axes, child.node, (child.x, child.y + BOX_HEIGHT), (end, place.y), scale)
        _draw_tree(axes, child, scale, plan)
    if _source(node):
        _draw_table(axes, place, scale, SYSTEMS[plan.engine])
    _draw_box(axes, place, plan.milliseconds)


def _draw_box(axes: Axes, place: _Place, total: float) -> None:
    node = place.node
    left = place.x - BOX_WIDTH / 2
    style.box(axes, left, place.y, BOX_WIDTH, BOX_HEIGHT, dashed=node.never_ran).set_zorder(3)
    name = ACCESS.get(node.kind, node.kind)
    times = "  never run" if node.never_ran else f"  × {node.runs:,} runs" if node.runs > 1 else ""
    lines = [line for line in (_by(node), *_condition(node)) if line]
    share = node.milliseconds / total if total > 0 and node.milliseconds is not None else None
    first = place.y + BOX_HEIGHT / 2 + 0.07 * (share is not None) + 0.08 * len(lines)
    axes.text(place.x, first, f"{name}{times}", ha="center", va="center", size=9.5, weight="bold", zorder=4)
    for number, line in enumerate(lines):
        axes.text(place.x, first - 0.16 * (number + 1), line, ha="center", va="center", size=7.5, zorder=4)
    if share is not None:
        for width, colour in ((1.42, style.NEUTRAL.fill), (1.42 * share, style.INK)):
            axes.add_patch(Rectangle((left + 0.1, place.y + 0.06), width, 0.06, fc=colour, zorder=4, lw=0))
        right = left + BOX_WIDTH - 0.08
        axes.text(right, place.y + 0.09, f"{share:.0%} of time", ha="right", va="center", size=6.8, zorder=4)


def _by(node: Node) -> str:
    if node.role:
        return node.role
    if node.children:
        return f"table {node.table}" if node.table else ""
    return f"by index {node.index}" if node.index and node.table else ""


def _condition(node: Node) -> list[str]:
    """The condition that comes first, in lines; the text below the picture has all of them, and whole."""
    for name, words in node.conditions:
        if name == "Window":
            continue
        # Keys without the names of their tables, which are long and seldom needed.
        text = f"by {PREFIX.sub('', words)}" if name.endswith("Key") else plain(words)
        return textwrap.wrap(text, LETTERS, max_lines=LINES, placeholder=" …")
    return textwrap.wrap(node.detail, LETTERS, max_lines=LINES, placeholder=" …")


def _draw_table(axes: Axes, place: _Place, scale: _Scale, system: style.Colour) -> None:
    """The stream of what a scan reads, from its table's name up to the scan."""
    node = place.node
    bottom = place.y - BETWEEN - SOURCE / 2
    known = node.actual is not None
    read = node.estimated if node.read is None else node.read
    _stream(axes, (place.x, bottom + 0.12), (place.x, place.y), scale(read), RIGHT if known else GUESSED)
    label = axes.text(place.x, bottom, _source(node), ha="center", va="center", size=9, zorder=4)
    label.set_bbox({"boxstyle": "round,pad=0.3", "fc": system.fill, "ec": system.edge, "lw": 0.8})
    words = "" if node.never_ran else f"{_count(read)} read" if known else f"about {_count(read)}"
    _beside(axes, place.x, (bottom + 0.14 + place.y) / 2, scale(read), words, "")


def _draw_result(axes: Axes, place: _Place, scale: _Scale, plan: Plan) -> None:
    start = (place.x, place.y + BOX_HEIGHT)
    _draw_stream(axes, place.node, start, (place.x, start[1] + 0.36), scale)
    took = f", after {plan.milliseconds:,.{1 if plan.milliseconds < 10 else 0}f} ms" if plan.milliseconds else ""
    axes.text(place.x, start[1] + 0.45, f"result{took}", ha="center", va="center", size=9, style="italic")


def _draw_stream(axes: Axes, node: Node, start: tuple, end: tuple, scale: _Scale) -> None:
    """What a node gives, on its way up: as wide as the rows are many, dashed where the estimate was wrong."""
    known = node.actual is not None
    rows = node.estimated if node.actual is None else node.actual
    if not known and not rows:  # the server does not say how many
        axes.add_patch(PathPatch(_shape(start, end, THINNEST), fc=GUESSED.fill, ec=GUESSED.edge, lw=0.5, zorder=1))
        return
    colour = _colour(node)
    width = scale(rows)
    _stream(axes, start, end, width, colour)
    if node.off_by:
        _outline(axes, start, end, scale(node.estimated))
    words = f"{_count(rows)}" if known else f"about {_count(rows)}"
    wrong = (
        f"{node.off_by} {'more' if colour == MORE else 'fewer'} than {_number(node.estimated)}"
        if node.off_by
        else ""
    )
    widest = max(width, scale(node.estimated)) if node.off_by else width
    bends = end[0] - start[0]
    y = start[1] + (end[1] - start[1]) * (0.3 if abs(bends) > 0.1 else 0.5)
    if not node.never_ran:
        _beside(axes, start[0], y, widest, words, wrong, colour, left=bends > 0.1)


def _colour(node: Node) -> style.Colour:
    if node.actual is None:
        return GUESSED
    if not node.off_by or node.factor is None:
        return RIGHT
    return MORE if node.factor > 1 else FEWER


def _count(rows: int) -> str:
    return f"{_number(rows)} row{'' if rows == 1 else 's'}"


def _number(rows: int) -> str:
    return f"{rows:,}" if rows < 10_000_000 else f"{rows / 1_000_000:,.0f} M"


def _beside(
    axes: Axes,
    x: float,
    y: float,
    width: float,
    words: str,
    wrong: str,
    colour: style.Colour = RIGHT,
    left: bool = False,
) -> None:
    """Words beside a stream, on the side to which it does not bend; inside it they could not be read."""
    at = x - width / 2 - 0.07 if left else x + width / 2 + 0.07
    side = "right" if left else "left"
    axes.text(at, y + (0.08 if wrong else 0), words, size=8.5, ha=side, va="center", zorder=5)
    if wrong:
        mark = axes.text(at, y - 0.09, wrong, size=7.8, weight="bold", ha=side, va="center", zorder=5)
        mark.set_bbox({"fc": colour.fill, "ec": "none", "pad": 1.2})


def _shape(start: tuple, end: tuple, width: float) -> Path:
    (x0, y0), (x1, y1) = start, end
    half, middle = width / 2, (y0 + y1) / 2
    corners = [
        (x0 - half, y0), (x0 - half, middle), (x1 - half, middle), (x1 - half, y1),
        (x1 + half, y1), (x1 + half, middle), (x0 + half, middle), (x0 + half, y0), (x0 - half, y0),
    ]  # fmt: skip
    curve, line = [Path.CURVE4] * 3, [Path.LINETO]
    return Path(corners, [Path.MOVETO, *curve, *line, *curve, Path.CLOSEPOLY])


def _stream(axes: Axes, start: tuple, end: tuple, width: float, colour: style.Colour) -> None:
    if width:
        patch = PathPatch(_shape(start, end, width), fc=colour.fill, ec=style.INK, lw=0.5, zorder=1)
        if width > 0.06 and colour in HATCHES:
            patch.set_hatch(HATCHES[colour])
        axes.add_patch(patch)


def _outline(axes: Axes, start: tuple, end: tuple, width: float) -> None:
    """How wide the stream was expected to be."""
    axes.add_patch(
        PathPatch(_shape(start, end, max(width, THINNEST)), fill=False, ec=style.INK, ls="--", lw=1.1, zorder=2)
    )


def _legend(plans: Sequence[Plan]) -> str:
    if not any(plan.analyzed for plan in plans):
        return "read upwards · width: rows, as estimated (by the square root) · nothing has run"
    dashed = any(node.off_by for plan in plans for node in plan.root.walk())
    parts = ["read upwards", "width: rows (by the square root)"]
    parts += ["dashed: as estimated", "▲ more came than estimated, ▼ fewer"] if dashed else []
    parts += ["black bar: share of the time"] if any(plan.milliseconds for plan in plans) else []
    return " · ".join(parts)
