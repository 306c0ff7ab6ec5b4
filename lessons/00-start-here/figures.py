"""Lesson 00's figure: the three servers, and the way of the data."""

from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

PARTS = (
    ("source", "MySQL", "production:\npeople's answers arrive here", "%%sql source"),
    ("store", "S3 bucket", "files on the way:\na plain folder, here", "my/bucket"),
    ("warehouse", "PostgreSQL", "stands in for Redshift:\nquestions are asked here", "%%sql warehouse"),
)


def three_servers() -> Figure:
    """The source, the store and the warehouse as boxes from left to right, with arrows between them."""
    figure = Figure(figsize=(8, 2.3), layout="constrained")
    axes = figure.add_subplot(xlim=(0, 12), ylim=(0, 3.2))
    axes.axis("off")
    for number, (name, engine, role, how) in enumerate(PARTS):
        left = 0.1 + number * 4.2
        box = FancyBboxPatch((left, 0.3), 3.2, 2.6, boxstyle="round,pad=0.08", fc="white", ec="black", lw=1.4)
        axes.add_patch(box)
        axes.text(left + 1.6, 2.45, name, ha="center", weight="bold", size=12)
        axes.text(left + 1.6, 1.95, engine, ha="center", size=10)
        axes.text(left + 1.6, 1.05, role, ha="center", size=8.5)
        axes.text(left + 1.6, 0.45, how, ha="center", size=9, family="monospace")
        if number:
            ends = (left - 0.85, 1.6), (left - 0.12, 1.6)
            axes.add_patch(FancyArrowPatch(*ends, arrowstyle="-|>", mutation_scale=18))
    return figure
