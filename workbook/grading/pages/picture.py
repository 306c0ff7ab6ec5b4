"""The picture of the overview: for each exercise, how the answers ended, told apart by pattern and by shade."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from workbook.figures import png

if TYPE_CHECKING:
    from workbook.grading.pages.overview import Exercise

SHADES = 12  # colours of the file: the picture is in a page, of which it would be a third
PARTS = (
    ("passed", "passed", "#2f6f4f", ""),
    ("hidden", "right only on the rows handed out", "#c9a227", ".."),
    ("refused", "not yet", "#d98b7a", "//"),
    ("missing", "no answer", "#f2f2f2", ""),
    ("stopped", "stopped", "#444444", ""),
    ("ungraded", "not graded", "#bcd0e6", "\\"),
)


def of_exercises(exercises: Sequence[Exercise]) -> bytes:
    """A PNG file: a bar an exercise, of 100 % of the students who handed its lesson in."""
    height = 1.3 + 0.24 * len(exercises)
    figure = Figure(figsize=(8.2, height))
    axes = figure.subplots()
    rows = range(len(exercises))
    left = [0.0] * len(exercises)
    for key, label, colour, hatch in PARTS:
        shares = [100 * exercise.counts[key] / exercise.handed_in for exercise in exercises]
        if not any(shares) and key != "passed":
            continue
        axes.barh(
            rows, shares, left=left, label=label, color=colour, hatch=hatch, edgecolor="#222222", linewidth=0.6,
            height=0.74,
        )  # fmt: skip
        left = [a + b for a, b in zip(left, shares, strict=True)]
    for row, exercise in enumerate(exercises):
        axes.text(101, row, f"{exercise.passed:.0f} %" if exercise.graded else "–", va="center", fontsize=8)
    labels = [f"{exercise.lesson.partition('-')[0]}  {exercise.id}" for exercise in exercises]
    axes.set_yticks(rows, labels, fontsize=8, parse_math=False)
    axes.set_ylim(len(exercises) - 0.5, -0.5)
    axes.set_xlim(0, 100)
    axes.set_xlabel("% of the students who handed the lesson in; the number at the right: passed", fontsize=8)
    axes.tick_params(axis="x", labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1), ncols=6, fontsize=8, frameon=False, columnspacing=1.2,
        handlelength=1.6, borderaxespad=0.2,
    )  # fmt: skip
    figure.tight_layout()
    return png(figure, SHADES)
