"""Lesson 00's figure: the three servers, and how data moves between them."""

from matplotlib.figure import Figure

from workbook import figure_style as style

PARTS = (
    (style.SOURCE, "source", "MySQL", "production:\nresponses arrive here", "%%sql source"),
    (style.STORE, "store", "S3 bucket", "files in between:\nhere a plain folder", "my/bucket"),
    (style.WAREHOUSE, "warehouse", "PostgreSQL", "stands in for Redshift:\nanalysts query it", "%%sql warehouse"),
)


def three_servers() -> Figure:
    """The source, the store and the warehouse as boxes from left to right, with arrows between them."""
    figure, axes = style.diagram(8, 2.4, xlim=(0, 11.8), ylim=(0.1, 3))
    for number, (colour, name, engine, role, how) in enumerate(PARTS):
        left = 0.1 + number * 4.2
        style.box(axes, left, 0.2, 3.2, 2.7, colour=colour)
        for y, words, look in (
            (2.55, name, {"size": 12, "weight": "bold"}),
            (2.05, engine, {"size": 10}),
            (1.3, role, {}),
            (0.5, how, {"size": 9, "family": "monospace"}),
        ):
            style.label(axes, left + 1.6, y, words, ha="center", **look)
        if number:
            style.arrow(axes, (left - 0.9, 1.55), (left - 0.1, 1.55))
    return figure
