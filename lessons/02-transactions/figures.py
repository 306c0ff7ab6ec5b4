"""Lesson 02's figures: two sessions side by side, and who ends a transaction."""

from matplotlib.figure import Figure

from workbook import figure_style as style

LOADS, READS = 0.0, 6.4  # the lanes' left edges
WIDTH = 5.2
STEPS = (  # a statement, and how many rows the loading session and another one see after it
    ("", 3, 3),
    ("BEGIN", 3, 3),
    ("DELETE FROM nps", 0, 3),
    ("INSERT … (two rows)", 2, 3),
    ("INSERT … (three rows)", 5, 3),
    ("COMMIT", 5, 5),
)


def two_lanes() -> Figure:
    """Two sessions over time: the loading one sees its own changes at once, the reading one after COMMIT."""
    figure, axes = style.diagram(7.4, 3.9, (-0.8, READS + WIDTH), (len(STEPS), -0.7))
    for left, title in ((LOADS, "the session that loads"), (READS, "another session, which reads")):
        style.label(axes, left, -0.6, title, style.TITLE, weight="bold")
        style.label(axes, left + WIDTH - 0.15, -0.2, "sees", style.SMALL, ha="right", color=style.MUTED)
    for y, (statement, own, other) in enumerate(STEPS):
        style.box(axes, LOADS, y, WIDTH, 0.88, colour=style.PROGRAM if statement else style.PLAIN)
        style.label(axes, LOADS + 0.2, y + 0.44, statement, family="monospace")
        new = other != 3
        style.box(axes, READS, y, WIDTH, 0.88, colour=style.RIGHT if new else style.PLAIN, strong=new)
        style.label(axes, READS + 0.2, y + 0.44, f"SELECT: {'the new table' if new else 'the old table'}")
        for left, count in ((LOADS, own), (READS, other)):
            style.label(axes, left + WIDTH - 0.15, y + 0.44, f"{count} rows", ha="right")
    axes.plot([WIDTH + x for x in (0.15, 0.3, 0.3, 0.15)], [1.05, 1.05, 5.85, 5.85], color=style.INK, lw=1.2)
    style.label(axes, WIDTH + 0.65, 3.45, "one transaction", rotation=90, ha="center")
    style.arrow(axes, (-0.3, 0), (-0.3, len(STEPS) - 0.1), "time", (-0.3, 0), rotation=90)
    return figure


ENDINGS = (
    ("", "at the end", "after an error", "the connection"),
    ("psycopg2   with conn:", "COMMIT", "ROLLBACK, raises", "stays open"),
    ("pymysql    with conn:", "no COMMIT: rolled back", "rolled back, raises", "is closed"),
    ("SQLAlchemy engine.begin()", "COMMIT", "ROLLBACK, raises", "back to the pool"),
    ("SQLAlchemy engine.connect()", "no COMMIT: rolled back", "rolled back, raises", "back to the pool"),
    ("conn.close()", "no COMMIT: rolled back", "–", "is closed"),
)


def who_ends_it() -> Figure:
    """What the end of a block does: only psycopg2's `with conn:` and SQLAlchemy's engine.begin() commit."""
    edges = (0, 4.6, 7.9, 10.7, 13.2)
    figure, axes = style.diagram(7.8, 2.5, (0, edges[-1]), (len(ENDINGS), 0))
    for y, row in enumerate(ENDINGS):
        commits = row[1] == "COMMIT"
        colour = style.RIGHT if commits else style.PLAIN if y else style.STRESSED
        for left, right, words in zip(edges, edges[1:], row, strict=False):
            style.box(axes, left, y, right - left, 1, colour=colour, square=True)
            look = {"weight": "bold" if not y or words == "COMMIT" else None}
            style.label(
                axes, left + 0.12, y + 0.5, words, style.SMALL, family=None if left else "monospace", **look
            )
    return figure
