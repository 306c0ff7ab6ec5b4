"""The one style of all figures: colours with a meaning, sizes of words, boxes and arrows.

A lesson's `figures.py`, and the picture of a plan, draw with this module::

    from workbook import figure_style as style

    def the_way() -> Figure:
        figure, axes = style.diagram(7.6, 2.0, xlim=(0, 10), ylim=(0, 3))
        style.box(axes, 0, 1, 3, 1, "MySQL", style.SOURCE)
        style.box(axes, 7, 1, 3, 1, "a row is lost", style.WRONG, hatch=True)
        style.arrow(axes, (3.1, 1.5), (6.9, 1.5), "reads")
        return figure

- A `Colour` has a light `fill` for what words stand on, and a dark `edge` for frames, lines and markers.
  SOURCE, STORE and WAREHOUSE are the same systems in every lesson; PROGRAM is what else runs (Airflow, a job),
  RIGHT and WRONG what is kept and what is lost or false, STRESSED what the eye should find, NEUTRAL the rest.
- `diagram` is a card without axes, `chart` one with them; `label`, `box`, `tile`, `arrow` and `bars` draw on it.
- `SERIES` are the lines of a chart, told apart by marker and stroke too.

The card is opaque and light, so that a figure can be read on a dark page. No figure relies on colour alone: WRONG
has a hatch or a ✗, RIGHT a ✓ or a word. The hues are Okabe and Ito's (https://jfly.uni-koeln.de/color/), made
lighter; tests/project/test_figure_style.py computes that words can be read on them, and that colour-blind readers
can tell the systems apart.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.text import Text


@dataclass(frozen=True)
class Colour:
    """A light `fill`, and a dark `edge` of the same hue, as #rrggbb."""

    fill: str
    edge: str


SOURCE = Colour("#f5b564", "#7a4300")  # production: MySQL
STORE = Colour("#f8f1ac", "#5c5600")  # the bucket: S3, files
WAREHOUSE = Colour("#96cef3", "#00466e")  # PostgreSQL, Redshift
PROGRAM = Colour("#dcd0ea", "#553a80")  # Airflow, a job, a file of it
RIGHT = Colour("#c3ead8", "#006b4a")
WRONG = Colour("#f4b0b9", "#a3152b")
STRESSED = Colour("#d5dbe0", "#222222")
NEUTRAL = Colour("#ebebe8", "#5a5a5a")
PLAIN = Colour("#ffffff", "#222222")
INK, MUTED, GRID, CARD = "#222222", "#444444", "#d0d0cc", "#faf9f6"  # words, lesser words, fine lines, the paper

SMALL, WORDS, TITLE = 8, 8.5, 9.5  # sizes of words, in points
HATCH = "///"
LINE = 1.1  # width of a frame or an arrow, in points
FINE, STRONG = 0.7, 2.0
CORNER = 0.05  # inches
SERIES = (  # of axes.plot(): black, blue, vermilion
    {"color": "#222222", "marker": "o", "ls": "-", "mfc": "#222222"},
    {"color": "#0072b2", "marker": "s", "ls": "--", "mfc": CARD},
    {"color": "#b34700", "marker": "^", "ls": ":", "mfc": "#b34700"},
)


def card(width: float, height: float, margin: float = 0.1) -> Figure:
    """An empty figure of so many inches, with a fine frame and a margin; without a margin nothing is moved."""
    figure = Figure(figsize=(width, height))
    figure.patch.set(facecolor=CARD, edgecolor=GRID, linewidth=2)
    if margin:
        figure.set_layout_engine(ConstrainedLayoutEngine(w_pad=margin, h_pad=margin))
    return figure


def diagram(width: float, height: float, xlim: tuple, ylim: tuple) -> tuple[Figure, Axes]:
    """A card of so many inches to draw boxes on; `ylim` from high to low counts downwards."""
    figure = card(width, height)
    axes = figure.add_subplot(xlim=xlim, ylim=ylim)
    axes.axis("off")
    return figure, axes


def chart(width: float, height: float, **options) -> tuple[Figure, Axes]:
    """A card of so many inches with one pair of axes; `options` are add_subplot's."""
    figure = card(width, height)
    return figure, on_card(figure.add_subplot(**options))


def on_card(axes: Axes) -> Axes:
    """The axes, with lines and words as on all cards."""
    axes.set_facecolor("none")
    axes.spines[:].set_color(NEUTRAL.edge)
    axes.tick_params(labelsize=WORDS, colors=INK)
    axes.xaxis.label.set(size=WORDS, color=INK)
    axes.yaxis.label.set(size=WORDS, color=INK)
    axes.title.set(size=TITLE, color=INK)
    return axes


def label(axes: Axes, x: float, y: float, words: str, size: float = WORDS, **look) -> Text:
    """Words whose left edge and middle height are at (x, y); `look` is axes.text()'s."""
    return axes.text(x, y, words, size=size, **{"va": "center", "color": INK, "zorder": 4, **look})


def box(
    axes: Axes,
    x: float,
    y: float,
    width: float,
    height: float,
    words: str = "",
    colour: Colour = PLAIN,
    *,
    size: float = WORDS,
    hatch: bool = False,
    dashed: bool = False,
    strong: bool = False,
    square: bool = False,
    **look,
) -> FancyBboxPatch:
    """A box from the corner (x, y), with words in its middle; `look` is the words', as for axes.text().

    `hatch` strikes it through, but for the words; `strong` is a thick frame; `square` is a table's cell: a fine
    frame, and no round corners.
    """
    across, up = _units(axes)
    corner = 0 if square else CORNER * across
    patch = FancyBboxPatch((x, y), width, height, boxstyle=f"round,pad=0,rounding_size={corner}")
    line = STRONG if strong else FINE if square else LINE
    patch.set(fc=colour.fill, ec=colour.edge, lw=line, ls="--" if dashed else "-")
    patch.set(hatch=HATCH if hatch else None, zorder=2 if strong or hatch else 1)
    patch.set(clip_on=False, mutation_aspect=up / across)
    axes.add_patch(patch)
    if words:
        text = label(axes, x + width / 2, y + height / 2, words, size, **{"ha": "center", **look})
        if hatch:
            text.set_bbox({"fc": colour.fill, "ec": "none", "pad": 1.5})
    return patch


def _units(axes: Axes) -> tuple[float, float]:
    """How many units of x, and of y, an inch has, about."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    inch = axes.figure.dpi
    return abs(right - left) * inch / axes.bbox.width, abs(high - low) * inch / axes.bbox.height


def tile(axes: Axes, x: float, y: float, width: float, height: float, words: str, share: float) -> None:
    """A square box that is darker for a greater share of 1: white for 0, the warehouse's dark blue for 1."""
    darkest = (int(WAREHOUSE.edge[at : at + 2], 16) for at in (1, 3, 5))
    fill = "#" + "".join(f"{round(255 - share * (255 - part)):02x}" for part in darkest)
    colour = "white" if share > 0.71 else "black"  # either has a contrast of 4.5 or more
    box(axes, x, y, width, height, words, Colour(fill, CARD), square=True, color=colour)


def arrow(
    axes: Axes,
    start: tuple,
    end: tuple,
    words: str = "",
    beside: tuple = (0, 0),
    *,
    dashed: bool = False,
    both: bool = False,
    **look,
) -> None:
    """An arrow from point to point, with `both` its two heads, and words at its middle, moved by `beside`.

    `look` is the words', as for axes.text().
    """
    heads = "<|-|>" if both else "-|>"
    patch = FancyArrowPatch(start, end, arrowstyle=heads, mutation_scale=13, shrinkA=0, shrinkB=0, zorder=3)
    patch.set(color=INK, lw=LINE, ls="--" if dashed else "-", clip_on=False)
    axes.add_patch(patch)
    if words:
        x, y = ((a + b) / 2 + by for a, b, by in zip(start, end, beside, strict=True))
        label(axes, x, y, words, **{"size": SMALL, "ha": "center", **look})


def bars(axes: Axes, values: Mapping[str, float], words: Callable[[float], str]) -> None:
    """A bar for each name from the top down, from 0 on, with `words(value)` at its end."""
    axes.barh(list(values), list(values.values()), height=0.6, fc=STRESSED.fill, ec=STRESSED.edge, lw=LINE)
    axes.set(ylim=(len(values) - 0.4, -0.6), xlim=(0, max(values.values()) * 1.3))
    axes.tick_params(axis="y", length=0)
    for y, value in enumerate(values.values()):
        beside(axes, value, y, words(value))


def beside(axes: Axes, x: float, y: float, words: str) -> None:
    """Words a little to the right of a point, as at a bar's end."""
    axes.annotate(words, (x, y), (5, 0), textcoords="offset points", va="center", size=WORDS, color=INK)


def picture(file: Path) -> Figure:
    """A PNG file as a figure, dot for dot."""
    from matplotlib.image import imread

    pixels = imread(file)
    figure = Figure(figsize=(pixels.shape[1] / 100, pixels.shape[0] / 100), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.imshow(pixels, interpolation="none")
    axes.axis("off")
    return figure
