"""Records of a class: the verdicts are real, made by the lessons' checks from their right and wrong answers."""

import contextlib
import random
from collections.abc import Sequence
from functools import cache

from workbook import checking
from workbook.checking.context import Context
from workbook.exercises import answer_files, registry
from workbook.exercises.tables import Rows, shown
from workbook.exercises.verdicts import Verdict
from workbook.grading.records import Record, Result

LESSONS = ("02-transactions", "04-keeping-the-latest", "10-summary-table")


def as_lines(verdict: Verdict) -> list[dict]:
    """A verdict's lines as a record holds them."""
    return [
        {"ok": v.ok, "rule": v.rule, "text": v.text, "evidence": list(map(_piece, v.evidence))}
        for v in verdict.lines
    ]


def _piece(piece):
    if not isinstance(piece, Rows):
        return piece
    return {"columns": piece.columns, "rows": [[shown(v) for v in row] for row in piece.rows], "note": piece.note}


@cache
def results(lesson: str, answers: int) -> dict[str, list[Result]]:
    """For each exercise of a lesson, the results of its first right answer and of some wrong ones."""
    found = {key: [] for key in registry.load(lesson).exercises}
    with contextlib.closing(Context()) as context:
        for file in answer_files.of_lesson(lesson):
            own = found[file.exercise.id]
            if (file.kind == "right" and not own) or (file.kind == "wrong" and 0 < len(own) <= answers):
                own.append(_result(file, context))
    return found


def _result(file: answer_files.AnswerFile, context: Context) -> Result:
    verdict, worth = checking.check(file.exercise, file.answer, context), file.exercise.points
    wrong = [line for line in verdict.lines if not line.ok]
    first = wrong[0].text.split("\n")[0] if wrong else ""
    text = file.path.read_text(encoding="utf-8")
    body = text.split("\n", 1)[1] if text.startswith(("-- expects", "# expects")) else text
    kind, points = ("passed", worth) if verdict.passed else ("refused", 0)
    return Result(
        file.exercise.id, points, worth, kind, 0.05, first, file.expects, body, as_lines(verdict)
    )  # fmt: skip


def a_class(students: int, lessons: Sequence[str] = LESSONS, answers: int = 6, seed: int = 5) -> list[Record]:
    """Records of so many students, the same for the same seed."""
    chance = random.Random(seed)
    found = []
    for number in range(students):
        skill = chance.uniform(0.35, 1)
        for lesson in lessons[: 1 + (number % 7 != 3) * len(lessons)]:
            own = tuple(_one(options, skill, chance) for options in results(lesson, answers).values())
            remarks = ("Cell 7 ended the process; it was left out.",) if chance.random() < 0.04 else ()
            found.append(Record(f"student-{number:03}", lesson, "0" * 64, own, remarks))
    return found


def _one(options: Sequence[Result], skill: float, chance: random.Random) -> Result:
    right, *wrong = options
    if chance.random() < skill:
        return right
    drawn = chance.random()
    if drawn < 0.1:
        return Result(right.exercise, 0, right.max_points, "missing", 0, "The answer is as it was handed out.")
    if drawn < 0.15:
        says = "It ran for longer than 60 seconds, and was ended."
        return Result(right.exercise, 0, right.max_points, "stopped", 60, says, answer="while True:\n    pass")
    if drawn < 0.25:
        says = "Rule rows: rows that are equal in all columns are kept once, not twice."
        return Result(
            right.exercise, 0, right.max_points, "refused", 0.1, says, "You used DISTINCT.", right.answer,
            ({"ok": False, "rule": "rows", "text": says, "evidence": []},), hidden=True,
        )  # fmt: skip
    return min(chance.choices(wrong, k=2), key=wrong.index)
