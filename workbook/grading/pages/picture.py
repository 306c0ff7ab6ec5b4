"""The picture of the overview: for each exercise, how the answers ended, told apart by pattern and by shade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbook.grading.pages.overview import Exercise

# A key of overview.KINDS, the legend's words, a colour, and the lines that are drawn over it.
PARTS = (
    ("passed", "passed", "#2f6f4f", ""),
    ("hidden", "right only on the rows handed out", "#c9a227", "M2 2h1v1h-1z M6 6h1v1h-1z"),
    ("refused", "not yet", "#d98b7a", "M-1 1l2 -2 M0 8l8 -8 M7 9l2 -2"),
    ("missing", "no answer", "#f2f2f2", ""),
    ("stopped", "stopped", "#444444", "M0 0l8 8 M0 8l8 -8"),
    ("ungraded", "not graded", "#bcd0e6", "M-1 7l2 2 M0 0l8 8 M7 -1l2 2"),
    ("by_hand", "graded by hand", "#9fb8d6", "M0 2h8 M0 6h8"),
)


@dataclass
class Bar:
    """One exercise: its label, the share that passed, and the pieces as (kind, start, width), all in percent."""

    label: str
    passed: str
    pieces: list[tuple[str, float, float]]


def bars(exercises: Sequence[Exercise]) -> list[Bar]:
    """A bar an exercise, of 100 % of the students who handed its lesson in."""
    return [
        Bar(
            f"{each.lesson.partition('-')[0]}  {each.id}",
            f"{each.passed:.0f} %" if each.graded else "–",
            _pieces(each),
        )
        for each in exercises
    ]


def _pieces(exercise: Exercise) -> list[tuple[str, float, float]]:
    found, at = [], 0.0
    for kind, *_ in PARTS:
        share = 100 * exercise.counts[kind] / exercise.handed_in
        if share:
            found.append((kind, at, share))
        at += share
    return found


def legend(exercises: Sequence[Exercise]) -> list[tuple[str, str, str, str]]:
    """The parts that some bar has; the first one always."""
    return [part for part in PARTS if part[0] == "passed" or any(each.counts[part[0]] for each in exercises)]
