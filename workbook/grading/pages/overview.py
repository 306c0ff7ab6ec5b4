"""The class in numbers: what was hard, which mistakes were common."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import quantiles

from workbook.grading.records import Record, Result

MISTAKES = 40  # as many are listed

# A result's mark and word: told apart without colour.
KINDS = {
    "passed": ("✓", "passed"),
    "refused": ("✗", "not yet"),
    "hidden": ("◐", "not yet: right on the rows handed out, not on others"),
    "missing": ("○", "no answer"),
    "stopped": ("■", "stopped"),
    "unjudged": ("■", "not judged, for no fault of the answer: the next grading tries it again"),
    "ungraded": ("△", "not graded: its points are given by hand"),
    "none": ("·", "not handed in"),
}


def kind(result: Result | None) -> str:
    """A key of KINDS."""
    if result is None:
        return "none"
    if result.again:
        return "unjudged"
    return "hidden" if result.hidden and result.verdict == "refused" else result.verdict


def mark(result: Result) -> tuple[str, str, str]:
    """A result's kind, sign and word."""
    return kind(result), *KINDS[kind(result)]


@dataclass
class Exercise:
    """One exercise, and how many students came to which end; `worth` is the largest number of points."""

    lesson: str
    id: str
    worth: float = 0
    points: float = 0
    counts: Counter = field(default_factory=Counter)

    @property
    def handed_in(self) -> int:
        """Students who handed the lesson in, answered or not."""
        return sum(count for kind, count in self.counts.items() if kind != "none")

    @property
    def graded(self) -> int:
        """Those of them whose answer could be graded."""
        return self.handed_in - self.counts["ungraded"]

    @property
    def passed(self) -> float:
        """The share of these that passed, 0 to 100; 0 where none could be graded."""
        return 100 * self.counts["passed"] / max(1, self.graded)


@dataclass
class Student:
    """One row: the points, and the kind of result for each exercise."""

    name: str
    points: float
    kinds: list[str]
    remarks: list[tuple[str, str]]


@dataclass
class Summary:
    """All that the page shows."""

    students: list[Student]
    exercises: list[Exercise]
    lessons: list[tuple[str, int]]  # and how many exercises
    mistakes: list[tuple[str, str, str, int]]  # lesson, exercise, mistake, students
    more_mistakes: int
    unnamed: list[tuple[str, str, list[str]]]  # lesson, exercise, students
    alt: str
    max_points: float
    ungraded: list[tuple[str, str, int]]  # lesson, exercise, students whose points a person gives
    quartiles: tuple[float, float, float]
    kinds: dict


def summary(found: Sequence[Record]) -> Summary:
    """Count the records of a class."""
    results = {(r.student, r.lesson, result.exercise): result for r in found for result in r.results}
    exercises = {key: Exercise(*key) for key in _in_order(found)}
    names = list(dict.fromkeys(record.student for record in found))
    remarks: dict[str, list[tuple[str, str]]] = {}
    for record in found:
        remarks.setdefault(record.student, []).extend((record.lesson, remark) for remark in record.remarks)
    students = []
    for name in names:
        points, kinds = 0.0, []
        for key, exercise in exercises.items():
            result = results.get((name, *key))
            kinds.append(kind(result))
            exercise.counts["ungraded" if kinds[-1] == "unjudged" else kinds[-1]] += 1
            if result:
                points += result.points
                exercise.points += result.points
                exercise.worth = max(exercise.worth, result.max_points)
        students.append(Student(name, points, kinds, remarks.get(name, [])))
    mistakes: Counter[tuple[str, str, str]] = Counter()
    unnamed: dict[tuple[str, str], list[str]] = {}
    for (student, lesson, asked), result in results.items():
        if result.verdict == "refused" and result.mistake:
            mistakes[lesson, asked, result.mistake] += 1
        elif result.verdict == "refused":
            unnamed.setdefault((lesson, asked), []).append(student)
    per_lesson = Counter(lesson for lesson, _ in exercises)
    shown = list(exercises.values())
    return Summary(
        students=students,
        exercises=shown,
        lessons=list(per_lesson.items()),
        mistakes=[(*key, count) for key, count in mistakes.most_common(MISTAKES)],
        more_mistakes=max(0, len(mistakes) - MISTAKES),
        unnamed=[(*key, who) for key, who in sorted(unnamed.items(), key=lambda item: -len(item[1]))],
        alt=_in_words(shown),
        max_points=sum(exercise.worth for exercise in shown if exercise.graded),
        ungraded=[(e.lesson, e.id, e.counts["ungraded"]) for e in shown if e.counts["ungraded"]],
        quartiles=_quartiles([student.points for student in students]),
        kinds=KINDS,
    )


def _in_order(found: Sequence[Record]) -> list[tuple[str, str]]:
    """Lessons by name; a lesson's exercises as the fullest record has them, then others."""
    keys: dict[tuple[str, str], None] = {}
    for record in sorted(found, key=lambda record: (record.lesson, -len(record.results))):
        keys |= dict.fromkeys((record.lesson, result.exercise) for result in record.results)
    return list(keys)


def _quartiles(points: Sequence[float]) -> tuple[float, float, float]:
    if len(points) < 2:
        return points[0], points[0], points[0]
    first, median, third = quantiles(points, n=4, method="inclusive")
    return first, median, third


def _in_words(exercises: Sequence[Exercise]) -> str:
    hardest = sorted((each for each in exercises if each.graded), key=lambda exercise: exercise.passed)[:3]
    named = ", ".join(f"{exercise.id} ({exercise.passed:.0f} % passed)" for exercise in hardest)
    return (
        f"Bars: how the answers to each exercise ended. The hardest: {named}. The numbers are in the table below."
    )
