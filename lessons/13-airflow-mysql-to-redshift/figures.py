"""Lesson 13's figures: a row's path through the two operators, and the statements of each method of the second."""

from matplotlib.figure import Figure

from workbook import figure_style as style


def two_operators() -> Figure:
    """MySQL to the bucket by SqlToS3Operator, the bucket to the warehouse by S3ToRedshiftOperator."""
    figure, axes = style.diagram(7.8, 2.5, (0.1, 15.5), (3.8, -0.5))
    for x, width, words in ((2.3, 5.5, "SqlToS3Operator"), (9.7, 3.7, "S3ToRedshiftOperator")):
        style.box(axes, x, 0.1, width, 2.9, colour=style.PROGRAM, dashed=True)
        style.label(axes, x + width / 2, -0.25, words, style.TITLE, ha="center", weight="bold")
    for x, width, words, colour in (
        (0.1, 1.7, "MySQL\n(source)", style.SOURCE),
        (2.9, 1.9, "SELECT\ninto a\nDataFrame", style.PLAIN),
        (5.4, 1.9, "to_csv:\nindex,\nheader", style.PLAIN),
        (8.2, 1.1, "S3\n(store)", style.STORE),
        (10.1, 2.9, "COPY every key\nthat begins\nwith s3_key", style.PLAIN),
        (13.8, 1.7, "Redshift\n(warehouse)", style.WAREHOUSE),
    ):
        style.box(axes, x, 0.8, width, 1.5, words, colour).set_zorder(2)
    for x, to in ((1.8, 2.9), (4.8, 5.4), (7.3, 8.2), (9.3, 10.1), (13.0, 13.8)):
        style.arrow(axes, (x, 1.55), (to, 1.55))
    for x, words in (
        (5.05, "the whole result\nis in memory"),
        (8.75, "…/nps.csv\none file, or many"),
        (11.6, "APPEND, REPLACE\nor UPSERT"),
    ):
        style.label(axes, x, 3.45, words, style.SMALL, ha="center")
    return figure


METHODS = {
    "APPEND\n(the default)": (["COPY t"], "every row twice"),
    "REPLACE": (["BEGIN", "DELETE t", "COPY t", "COMMIT"], "the same rows"),
    "UPSERT": (
        ["CREATE #t", "COPY #t", "BEGIN", "DELETE t\nby keys", "INSERT t", "COMMIT"],
        "the same rows",
    ),
}


def methods() -> Figure:
    """The statements of each method, what is one transaction of them, and what a second run leaves."""
    figure, axes = style.diagram(7.8, 2.5, (-2.6, 10), (2.7, -0.7))
    style.label(axes, 0, -0.5, "statements in order (thick frame: one transaction)")
    style.label(axes, 8.2, -0.5, "after a second run")
    for y, (name, (statements, again)) in enumerate(METHODS.items()):
        style.label(axes, -2.6, y + 0.35, name, style.TITLE, weight="bold")
        style.label(axes, 8.2, y + 0.35, ("✓ " if again == "the same rows" else "✗ ") + again)
        begun = False
        for x, words in enumerate(statements):
            begun = begun or words == "BEGIN"
            colour = style.WAREHOUSE if begun else style.PLAIN
            style.box(axes, x * 1.35, y, 1.2, 0.7, words, colour, size=style.SMALL, strong=begun)
    return figure
