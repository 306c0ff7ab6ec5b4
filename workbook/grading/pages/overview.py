"""The class in numbers: what was hard, which mistakes were common."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import quantiles

from workbook.grading.records import ABSENT, Record, Result

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
    "by_hand": ("✎", "graded by hand"),
    "none": ("·", "not handed in"),
}


def kind(result: Result | None) -> str:
    """A key of KINDS."""
    if result is None or (result.verdict == ABSENT and not result.by_hand):
        return "none"
    if result.by_hand and result.verdict in ("ungraded", ABSENT):
        return "by_hand"
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
    """One row: the points and of how many, how many lessons were late, the kind of result for each exercise."""

    name: str
    points: float
    max_points: float
    late: int
    handed_in: int  # lessons
    kinds: list[str]
    remarks: list[tuple[str, str]]


@dataclass
class Lesson:
    """One lesson: how many exercises, who handed it in and how late, and the points of those who did."""

    name: str
    exercises: int
    handed_in: int
    late: int
    absent: list[str]
    max_points: float
    quartiles: tuple[float, float, float]


@dataclass
class Summary:
    """All that the page shows."""

    students: list[Student]
    exercises: list[Exercise]
    lessons: list[Lesson]
    mistakes: list[tuple[str, str, str, int]]  # lesson, exercise, mistake, students
    more_mistakes: int
    unnamed: list[tuple[str, str, list[str]]]  # lesson, exercise, students
    alt: str
    max_points: float
    ungraded: list[tuple[str, str, int]]  # lesson, exercise, students whose points a person gives
    quartiles: tuple[float, float, float] | None  # None where students handed in different lessons
    kinds: dict
    roster: bool  # whether those who handed in nothing are among the students

    @property
    def late(self) -> bool:
        """Whether somebody handed something in late."""
        return any(lesson.late for lesson in self.lessons)


def summary(found: Sequence[Record]) -> Summary:
    """Count the records of a class."""
    results = {(r.student, r.lesson, result.exercise): result for r in found for result in r.results}
    exercises = {key: Exercise(*key) for key in _in_order(found)}
    by_student: dict[str, list[Record]] = {}
    remarks: dict[str, list[tuple[str, str]]] = {}
    for record in found:
        by_student.setdefault(record.student, []).append(record)
        remarks.setdefault(record.student, []).extend((record.lesson, remark) for remark in record.remarks)
    students = [_student(name, own, results, exercises, remarks) for name, own in by_student.items()]
    mistakes: Counter[tuple[str, str, str]] = Counter()
    unnamed: dict[tuple[str, str], list[str]] = {}
    for (student, lesson, asked), result in results.items():
        if result.verdict == "refused" and result.mistake:
            mistakes[lesson, asked, result.mistake] += 1
        elif result.verdict == "refused":
            unnamed.setdefault((lesson, asked), []).append(student)
    shown = list(exercises.values())
    lessons = [_lesson(name, found, shown) for name in sorted({record.lesson for record in found})]
    same = len({tuple(sorted(record.lesson for record in own)) for own in by_student.values()}) == 1
    return Summary(
        students=students,
        exercises=shown,
        lessons=lessons,
        mistakes=[(*key, count) for key, count in mistakes.most_common(MISTAKES)],
        more_mistakes=max(0, len(mistakes) - MISTAKES),
        unnamed=[(*key, who) for key, who in sorted(unnamed.items(), key=lambda item: -len(item[1]))],
        alt=_in_words(shown),
        max_points=sum(exercise.worth for exercise in shown if exercise.graded),
        ungraded=[(e.lesson, e.id, e.counts["ungraded"]) for e in shown if e.counts["ungraded"]],
        quartiles=_quartiles([student.points for student in students]) if same else None,
        kinds=KINDS,
        roster=any(record.absent for record in found),
    )


def _student(
    name: str,
    own: Sequence[Record],
    results: Mapping[tuple[str, str, str], Result],
    exercises: Mapping[tuple[str, str], Exercise],
    remarks: Mapping[str, list[tuple[str, str]]],
) -> Student:
    """A student's row; what became of each answer is counted in `exercises`."""
    kinds = []
    for key, exercise in exercises.items():
        result = results.get((name, *key))
        kinds.append(kind(result))
        exercise.counts["ungraded" if kinds[-1] == "unjudged" else kinds[-1]] += 1
        if result:
            exercise.worth = max(exercise.worth, result.max_points)
            exercise.points += result.points if kinds[-1] != "none" else 0
    points = round(sum(record.points for record in own), 6)
    most = sum(record.max_points for record in own)
    late = sum(bool(record.late) for record in own)
    there = sum(not record.absent for record in own)
    return Student(name, points, most, late, there, kinds, remarks.get(name, []))


def _lesson(name: str, found: Sequence[Record], exercises: Sequence[Exercise]) -> Lesson:
    own = [record for record in found if record.lesson == name]
    there = [record for record in own if not record.absent]
    known = [exercise for exercise in exercises if exercise.lesson == name]
    return Lesson(
        name,
        len(known),
        len(there),
        sum(bool(record.late) for record in there),
        [record.student for record in own if record.absent],
        sum(exercise.worth for exercise in known if exercise.graded),
        _quartiles([record.points for record in there]),
    )


def _in_order(found: Sequence[Record]) -> list[tuple[str, str]]:
    """Lessons by name; a lesson's exercises as the fullest record has them, then others."""
    keys: dict[tuple[str, str], None] = {}
    for record in sorted(found, key=lambda record: (record.lesson, -len(record.results))):
        keys |= dict.fromkeys((record.lesson, result.exercise) for result in record.results)
    return list(keys)


def _quartiles(points: Sequence[float]) -> tuple[float, float, float]:
    if len(points) < 2:
        return (points[0],) * 3 if points else (0.0, 0.0, 0.0)
    first, median, third = quantiles(points, n=4, method="inclusive")
    return first, median, third


def _in_words(exercises: Sequence[Exercise]) -> str:
    hardest = sorted((each for each in exercises if each.graded), key=lambda exercise: exercise.passed)[:3]
    named = ", ".join(f"{exercise.id} ({exercise.passed:.0f} % passed)" for exercise in hardest)
    return (
        f"Bars: how the answers to each exercise ended. The hardest: {named}. The numbers are in the table below."
    )
