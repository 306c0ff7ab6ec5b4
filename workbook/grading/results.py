"""What became of an answer, as grades and pages hold it: bounded, and without a hidden row."""

import re
from collections.abc import Sequence
from dataclasses import replace

from workbook.exercises.kinds import Exercise
from workbook.exercises.tables import Rows, shown
from workbook.exercises.verdicts import Line, Verdict
from workbook.grading.records import Result

LONGEST = 100_000  # characters of an answer in SQL or in files: a longer one is not run
SHOWN, SENTENCE = 10_000, 300  # characters of an answer, of a verdict's line; of a reason
VALUE = 200  # characters of one value, or of a column's name
LINES, PIECES, ROWS, COLUMNS = 40, 20, 50, 50  # of a verdict, and of evidence
LARGEST = 400_000  # characters of all evidence for one answer
CELLS = "the notebook's cells"  # the rule of a line on what became of them


def missing(exercise: Exercise, reason: str, answer: str = "") -> Result:
    """There is no answer."""
    return Result(exercise.id, 0, exercise.points, "missing", 0, reason, "no answer", answer[:SHOWN])


def stopped(exercise: Exercise, reason: str, answer: str = "") -> Result:
    """There is no verdict."""
    return Result(
        exercise.id, 0, exercise.points, "stopped", 0, sentence(reason), "it had to be stopped", answer[:SHOWN]
    )


def ungraded(exercise: Exercise, reason: str, answer: str) -> Result:
    """There is an answer, and it can't be tried here."""
    says = f"not graded: {reason}"
    return Result(exercise.id, 0, exercise.points, "ungraded", 0, sentence(says), "", answer[:SHOWN])


def unjudged(exercise: Exercise, reason: str, answer: str = "") -> Result:
    """There is an answer, and for no fault of its own no verdict; the next grading tries it again."""
    return replace(ungraded(exercise, reason, answer), again=True)


def passed(exercise: Exercise, verdict: Verdict, answer: str) -> Result:
    """The answer is right, there and on other rows."""
    return Result(
        exercise.id, exercise.points, exercise.points, "passed", 0, "", "", answer[:SHOWN], lines_of(verdict)
    )


def refused(exercise: Exercise, verdict: Verdict, answer: str) -> Result:
    """The check refused the answer."""
    first = next(line for line in verdict.lines if not line.ok)
    reason = f"{first.rule}: {first.text}"
    return Result(
        exercise.id,
        0,
        exercise.points,
        "refused",
        0,
        sentence(reason),
        mistake(verdict),
        answer[:SHOWN],
        lines_of(verdict),
    )


def too_long(exercise: Exercise, answer: str) -> Result:
    """The answer has more characters than LONGEST."""
    says = f"the answer has {len(answer):,} characters, and at most {LONGEST:,} are run."
    return refused(exercise, Verdict(exercise.id, [Line(False, "answer", says)]), answer)


def refused_hidden(exercise: Exercise, verdict: Verdict, name: str, answer: str) -> Result:
    """The answer is right on the rows handed out, not on others, which stay hidden; `name` is the mistake's."""
    says = "right on the rows that were handed out, but not on other rows" + (f": {name}" if name else ".")
    lines = [*lines_of(verdict), {"ok": False, "rule": "hidden rows", "text": says, "evidence": []}]
    return Result(
        exercise.id, 0, exercise.points, "refused", 0, sentence(says), name, answer[:SHOWN], lines, hidden=True
    )


def mistake(verdict: Verdict) -> str:
    """The known mistake, in words that are the same for all who made it; "" where the checks know none."""
    return next((line.mistake for line in verdict.lines if line.mistake and not line.ok), "")


def lines_of(verdict: Verdict) -> list[dict]:
    """The verdict's lines as plain values, bounded."""
    found = [
        {
            "ok": line.ok,
            "rule": line.rule[:VALUE],
            "text": line.words[:SHOWN],
            "evidence": [_piece(piece) for piece in line.evidence[:PIECES]],
        }
        for line in verdict.lines[:LINES]
    ]
    left = LARGEST
    for line in found:
        left -= len(repr(line))
        if left < 0:
            line["evidence"] = ["(There is more to show than fits.)"]
    return found


def _piece(piece: Rows | str) -> str | dict:
    if isinstance(piece, str):
        return piece[:SHOWN]
    rows = [[shown(value)[:VALUE] for value in row[:COLUMNS]] for row in piece.rows[:ROWS]]
    columns = [str(name)[:VALUE] for name in piece.columns[:COLUMNS]]
    return {"columns": columns, "rows": rows, "note": piece.note[:VALUE]}


def sentence(text: str) -> str:
    """The first line, or two where the first only announces what follows."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    said = " ".join(lines[:2]) if lines[0].endswith("error.") else lines[0]
    return re.sub(r"\s+", " ", said)[:SENTENCE]


def with_cells(result: Result, told: Sequence[str]) -> Result:
    """A result that is no pass, with sentences on cells that failed in grading: they may be why."""
    told = [text for text in told if text.removesuffix(".") not in result.reason]
    if not told or not result.graded:
        return result
    said = f"In grading, {' '.join(told)}"
    lines = [*result.lines, {"ok": False, "rule": CELLS, "text": said[:SHOWN], "evidence": []}]
    short = result.reason[: SENTENCE // 2]
    reason = f"{short.rstrip('.') if short == result.reason else short + '…'}. {said}"
    return replace(result, reason=sentence(reason), lines=lines if result.lines else ())
