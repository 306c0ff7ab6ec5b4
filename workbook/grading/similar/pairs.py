"""Pairs of students whose answers share pieces that few others have, and that the lesson's own texts have not."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby

from workbook.exercises import registry
from workbook.exercises.kinds import PredictExercise
from workbook.grading.records import Record
from workbook.grading.similar import fingerprints

MOST = 10  # students; a piece that more have comes from somewhere else, and is looked at no more
LEAST = 4.0  # weight of what two answers share; a piece that n students have weighs 1/log2(n)
SHARE = 0.5  # of the rarer pieces of the shorter answer


@dataclass(frozen=True)
class Alike:
    """Two answers to one exercise: `share` of the shorter one's rare pieces are the other's too, 0 to 1."""

    lesson: str
    exercise: str
    share: float
    weight: float
    answers: tuple[str, str]


@dataclass(frozen=True)
class Pair:
    """Two students and their answers that are alike, the most alike first."""

    students: tuple[str, str]
    alike: Sequence[Alike]

    @property
    def weight(self) -> float:
        """How much they share in all."""
        return sum(each.weight for each in self.alike)


def find(records: Iterable[Record]) -> list[Pair]:
    """The pairs of students with answers that are alike, those that share most first.

    Each piece leads to the few students who have it, so the time grows with the number of answers, and not with
    that of pairs. Predictions are passed over: a right one is the same for all.
    """
    alike: dict[tuple[str, str], list[Alike]] = defaultdict(list)
    by_lesson = sorted(records, key=lambda record: record.lesson)
    for lesson, group in groupby(by_lesson, key=lambda record: record.lesson):
        answers: dict[str, dict[str, str]] = defaultdict(dict)
        for record in group:
            for result in record.results:
                if result.answer.strip() and result.verdict != "missing":
                    answers[result.exercise][record.student] = result.answer
        for exercise, of_students in answers.items():
            for students, found in _of_exercise(lesson, exercise, of_students):
                alike[students].append(found)
    pairs = [
        Pair(students, sorted(found, key=lambda each: (-each.weight, each.exercise)))
        for students, found in alike.items()
    ]
    return sorted(pairs, key=lambda pair: (-pair.weight, pair.students))


def _of_exercise(lesson: str, exercise: str, answers: dict[str, str]) -> Iterator[tuple[tuple[str, str], Alike]]:
    known = registry.load(lesson).exercises.get(exercise)
    if known is None or isinstance(known, PredictExercise):
        return
    common = fingerprints.of_lesson(lesson)[exercise]
    of_text = {text: fingerprints.of(text, known) - common for text in set(answers.values())}
    holders: dict[int, list[str]] = defaultdict(list)
    for student in sorted(answers):
        for piece in of_text[answers[student]]:
            holders[piece].append(student)
    rare = {piece: who for piece, who in holders.items() if len(who) <= MOST}
    sizes = Counter(student for who in rare.values() for student in who)
    shared: Counter[tuple[str, str]] = Counter()
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for who in rare.values():
        for students in combinations(who, 2):
            shared[students] += 1
            weights[students] += 1 / math.log2(len(who))
    for students, weight in weights.items():
        share = shared[students] / min(sizes[student] for student in students)
        if weight >= LEAST and share >= SHARE:
            texts = answers[students[0]], answers[students[1]]
            yield students, Alike(lesson, exercise, share, weight, texts)
