"""Lesson 13's figures: the way of a row through the two operators, and what each method of the second one runs."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle


def _box(axes: Axes, x: float, y: float, width: float, height: float, words: str, **look) -> None:
    axes.add_patch(Rectangle((x, y), width, height, **{"fc": "white", "ec": "black", "lw": 1.1, **look}))
    axes.text(x + width / 2, y + height / 2, words, ha="center", va="center", size=8.5)


def _arrow(axes: Axes, x: float, to: float, y: float) -> None:
    look = {"arrowstyle": "-|>", "mutation_scale": 12, "lw": 1.2, "color": "black"}
    axes.add_patch(FancyArrowPatch((x, y), (to, y), **look))


def two_operators() -> Figure:
    """MySQL to the bucket by SqlToS3Operator, the bucket to the warehouse by S3ToRedshiftOperator."""
    figure = Figure(figsize=(7.8, 2.5), layout="constrained")
    axes = figure.add_subplot(xlim=(0, 15.6), ylim=(4.3, -0.6))
    axes.axis("off")
    for x, width, words in ((2.3, 5.5, "SqlToS3Operator"), (9.7, 3.7, "S3ToRedshiftOperator")):
        axes.add_patch(Rectangle((x, 0.1), width, 2.9, fc="0.93", ec="black", lw=0.9, ls="--"))
        axes.text(x + width / 2, -0.25, words, ha="center", va="center", size=9, weight="bold")
    _box(axes, 0.1, 0.8, 1.7, 1.5, "MySQL\n(source)")
    _box(axes, 2.9, 0.8, 1.9, 1.5, "SELECT\ninto a\nDataFrame")
    _box(axes, 5.4, 0.8, 1.9, 1.5, "to_csv:\nindex,\nheader")
    _box(axes, 8.2, 0.8, 1.1, 1.5, "S3\n(store)")
    _box(axes, 10.1, 0.8, 2.9, 1.5, "DELETE? stage?\nCOPY all keys\nthat begin so")
    _box(axes, 13.8, 0.8, 1.7, 1.5, "Redshift\n(warehouse)")
    for x, to in ((1.8, 2.9), (4.8, 5.4), (7.3, 8.2), (9.3, 10.1), (13.0, 13.8)):
        _arrow(axes, x, to, 1.55)
    axes.text(5.05, 3.4, "the whole result\nis in memory", ha="center", va="center", size=8)
    axes.text(8.75, 3.4, "…/nps.csv\none file, or many", ha="center", va="center", size=8)
    axes.text(11.6, 3.4, "APPEND, REPLACE\nor UPSERT", ha="center", va="center", size=8)
    return figure


METHODS = {
    "APPEND\n(the default)": (["COPY t"], "every row twice"),
    "REPLACE": (["BEGIN", "DELETE t", "COPY t", "COMMIT"], "the same"),
    "UPSERT": (
        ["CREATE #t", "COPY #t", "BEGIN", "DELETE t\nby keys", "INSERT t", "COMMIT"],
        "the same",
    ),
}


def methods() -> Figure:
    """The statements of each method, what is one transaction of them, and what a second run leaves."""
    figure = Figure(figsize=(7.8, 2.5), layout="constrained")
    axes = figure.add_subplot(xlim=(-2.6, 10.2), ylim=(3.0, -0.75))
    axes.axis("off")
    axes.text(0, -0.5, "statements, in order (grey: from BEGIN to COMMIT)", size=8.5, va="center")
    axes.text(8.2, -0.5, "run again, t holds", size=8.5, va="center")
    for y, (name, (statements, again)) in enumerate(METHODS.items()):
        axes.text(-2.6, y + 0.35, name, size=9, va="center", weight="bold")
        axes.text(8.2, y + 0.35, again, size=9, va="center")
        begun = False
        for x, words in enumerate(statements):
            begun = begun or words == "BEGIN"
            _box(axes, x * 1.35, y, 1.2, 0.7, words, fc="0.88" if begun else "white")
    return figure
