"""Judges one answer: on the rows handed out, and if it is right there on other rows, which nobody has seen."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from workbook import checking
from workbook.checking import sql_check
from workbook.checking.context import Context
from workbook.checking.sql_check import SqlCheck
from workbook.errors import NotJudged, WorkbookError
from workbook.exercises.kinds import (
    DagExercise,
    Exercise,
    PredictExercise,
    PyExercise,
    SqlExercise,
    name_of_answer,
)
from workbook.exercises.tables import Rows, shown
from workbook.exercises.verdicts import Line, Verdict
from workbook.grading import submissions
from workbook.grading.records import Result
from workbook.grading.sandbox.sandbox import Sandbox
from workbook.grading.variants import exercise_variant
from workbook.grading.variants.exercise_variant import WithRows
from workbook.notebook import answers
from workbook.notebook.reader import Cell, Notebook

LONGEST = 100_000  # characters of an answer in SQL
SHOWN, SENTENCE = 10_000, 300  # characters of an answer, of a verdict's line; of a reason
VALUE = 200  # characters of one value, or of a column's name
NEEDS_AIRFLOW = "needs Airflow, which does not run in the sandbox. A person reads the answer and gives its points."
PIECES, ROWS, COLUMNS = 20, 50, 50  # of evidence


class Judge:
    """Judges answers in this process and in its sandbox; the same seed makes the same hidden rows."""

    def __init__(self, sandbox: Callable[[], Sandbox], seed: int, context: Context) -> None:
        """`sandbox` gives the one of this process, entered; answers that run outside of it run in `context`."""
        self._sandbox, self._seed, self._context = sandbox, seed, context
        self._variants_in_sql: dict[str, SqlExercise] = {}
        self._variants_in_python: dict[str, PyExercise] = {}
        self._notebook: Notebook | None = None
        self._deadly: dict[int, str] = {}  # cells of that notebook (Sandbox.evaluate)

    def judge(self, notebook: Notebook, lesson: str, exercise: Exercise) -> tuple[Result, list[str]]:
        """What becomes of an exercise's answer in a notebook, and remarks; Result.seconds is not set.

        Raises WorkbookError for what is not the answer's fault, such as a server that is gone.
        """
        if isinstance(exercise, SqlExercise):
            return self.judge_sql([notebook], lesson, exercise)[0], []
        if isinstance(exercise, DagExercise):
            return _dag(notebook, lesson, exercise), []
        if notebook is not self._notebook:
            self._notebook, self._deadly = notebook, {}
        name = name_of_answer(exercise)
        cells = answers.python_cells(notebook, exercise.id, name)
        if not cells:
            return missing(exercise, f"no cell defines {name}."), []
        answer = answers.shown(cells, exercise.id, name)
        if _untouched(answer, lesson, exercise):
            return missing(exercise, "the cell is as it was handed out.", answer), []
        if isinstance(exercise, PyExercise):
            return self._py(exercise, cells, answer)
        return self._predict(exercise, cells, answer, name)

    def judge_sql(
        self,
        notebooks: Sequence[Notebook],
        lesson: str,
        exercise: SqlExercise,
        between: Callable[[], None] = lambda: None,
    ) -> list[Result]:
        """What becomes of an exercise's answers in several notebooks, with the seconds that each took.

        Each answer is run, also where two are alike. `between` is called after a run that may have left something.
        Raises WorkbookError.
        """
        found = [_text_or_result(notebook, lesson, exercise) for notebook in notebooks]
        texts_of = {at: each for at, each in enumerate(found) if isinstance(each, str)}
        results = {at: each for at, each in enumerate(found) if isinstance(each, Result)}

        def checked(by: SqlExercise, places: Sequence[int]) -> dict[int, SqlCheck]:
            texts = [texts_of[at] for at in places]
            context = self._context
            checks = context.judged(
                by.id,
                lambda: sql_check.check_together(by, texts, context, between),
                lambda found: not all(each.verdict.passed for each in found),
            )
            return dict(zip(places, checks, strict=True))

        first = checked(exercise, list(texts_of))
        right = [at for at in texts_of if first[at].verdict.passed]
        other = checked(self._variant_in_sql(exercise), right) if right else {}
        for at, text in texts_of.items():
            verdict, seconds = first[at].verdict, first[at].seconds
            if at not in other:
                result = refused(exercise, verdict, text)
            elif other[at].verdict.passed:
                result = passed(exercise, verdict, text)
            else:
                named = _named(exercise, self._variant_in_sql(exercise), other[at].verdict)
                result = refused_hidden(exercise, verdict, named, text)
            results[at] = replace(result, seconds=seconds + (other[at].seconds if at in other else 0))
        return [results[at] for at in range(len(notebooks))]

    def _py(self, exercise: PyExercise, cells: Sequence[Cell], answer: str) -> tuple[Result, list[str]]:
        ran = self._sandbox().check(exercise, cells, self._deadly)
        if ran.verdict is None or not ran.verdict.passed:
            self._context.require_servers()  # else it may not be the answer's fault
        if ran.failed:
            return unjudged(exercise, ran.failed, answer), ran.remarks
        if ran.verdict is None:
            return stopped(exercise, ran.ended, answer), ran.remarks
        if not ran.verdict.passed:
            return refused(exercise, ran.verdict, answer), ran.remarks
        variant = self._variant_in_python(exercise)
        again = self._sandbox().confirm(variant, cells, self._deadly)
        if again.verdict is None or not again.verdict.passed:
            self._context.require_servers()
        if again.verdict is None:
            says = f"on other rows {again.ended}"
            return stopped(exercise, says, answer), ran.remarks
        if again.verdict.passed:
            return passed(exercise, ran.verdict, answer), ran.remarks
        named = _named(exercise, variant, again.verdict)
        return refused_hidden(exercise, ran.verdict, named, answer), ran.remarks

    def _predict(
        self, exercise: PredictExercise, cells: Sequence[Cell], answer: str, name: str
    ) -> tuple[Result, list[str]]:
        ran = self._sandbox().evaluate(cells, name, self._deadly)
        if ran.failed:
            return unjudged(exercise, ran.failed, answer), ran.remarks
        if ran.ended:
            return stopped(exercise, ran.ended, answer), ran.remarks
        try:
            verdict = checking.check(exercise, ran.value, self._context)
        except NotJudged:
            raise
        except WorkbookError as error:  # what the experiment needs is not on this machine
            return ungraded(exercise, str(error), answer), ran.remarks
        made = passed if verdict.passed else refused
        return made(exercise, verdict, answer), ran.remarks

    def _variant_in_sql(self, exercise: SqlExercise) -> SqlExercise:
        if exercise.id not in self._variants_in_sql:
            found = exercise_variant.variant(exercise, self._seed)
            # None of the same rows, such as an empty table: on them the answer was right already. A Python
            # answer's word for that is not taken, so there the verifier looks at all.
            pairs = zip(found.fixtures, exercise.fixtures, strict=True)
            others = [fixture for fixture, handed_out in pairs if fixture != handed_out]
            self._variants_in_sql[exercise.id] = replace(found, fixtures=others or found.fixtures)
        return self._variants_in_sql[exercise.id]

    def _variant_in_python(self, exercise: PyExercise) -> PyExercise:
        if exercise.id not in self._variants_in_python:
            self._variants_in_python[exercise.id] = exercise_variant.variant(exercise, self._seed)
        return self._variants_in_python[exercise.id]


def _named(exercise: WithRows, variant: WithRows, on_hidden_rows: Verdict) -> str:
    """The mistake; "" where its words hold a hidden value: a lesson's words are not meant to, and may."""
    name = mistake(on_hidden_rows)
    return "" if exercise_variant.told(exercise, variant, name) else name


def _dag(notebook: Notebook, lesson: str, exercise: Exercise) -> Result:
    """What becomes of a DAG file: nothing yet, since Airflow does not run in the sandbox."""
    answer = answers.dag_answer(notebook, exercise.id)
    if answer is None:
        return missing(exercise, f"no cell begins with %%dag --answer {exercise.id}.")
    if _untouched(f"%%dag --answer {exercise.id}\n{answer}", lesson, exercise) or not answer.strip():
        return missing(exercise, "the cell is as it was handed out, or empty.", answer)
    return ungraded(exercise, NEEDS_AIRFLOW, answer)


def _text_or_result(notebook: Notebook, lesson: str, exercise: SqlExercise) -> str | Result:
    """The text of an answer in SQL that is to be run; the result of another."""
    answer = answers.sql_answer(notebook, exercise.id, exercise.engine)
    if answer is None:
        return missing(exercise, f"no cell begins with %%sql --answer {exercise.id}.")
    if _untouched(f"%%sql --answer {exercise.id}\n{answer}", lesson, exercise) or not answer.strip():
        return missing(exercise, "the cell is as it was handed out, or empty.", answer)
    if len(answer) > LONGEST:
        says = f"the answer has {len(answer):,} characters, and at most {LONGEST:,} are run."
        return refused(exercise, Verdict(exercise.id, [Line(False, "answer", says)]), answer)
    return answer


# --- results


def missing(exercise: Exercise, reason: str, answer: str = "") -> Result:
    """There is no answer."""
    return Result(exercise.id, 0, exercise.points, "missing", 0, reason, "no answer", answer[:SHOWN])


def stopped(exercise: Exercise, reason: str, answer: str = "") -> Result:
    """There is no verdict."""
    return Result(
        exercise.id, 0, exercise.points, "stopped", 0, _sentence(reason), "it had to be stopped", answer[:SHOWN]
    )


def ungraded(exercise: Exercise, reason: str, answer: str) -> Result:
    """There is an answer, and it can't be tried here."""
    says = f"not graded: {reason}"
    return Result(exercise.id, 0, exercise.points, "ungraded", 0, _sentence(says), "", answer[:SHOWN])


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
        _sentence(reason),
        mistake(verdict),
        answer[:SHOWN],
        lines_of(verdict),
    )


def refused_hidden(exercise: Exercise, verdict: Verdict, name: str, answer: str) -> Result:
    """The answer is right on the rows handed out, not on others, which stay hidden; `name` is the mistake's."""
    says = "right on the rows that were handed out, but not on other rows" + (f": {name}" if name else ".")
    lines = [*lines_of(verdict), {"ok": False, "rule": "hidden rows", "text": says, "evidence": []}]
    return Result(
        exercise.id, 0, exercise.points, "refused", 0, _sentence(says), name, answer[:SHOWN], lines, hidden=True
    )


def mistake(verdict: Verdict) -> str:
    """The known mistake, in words that are the same for all who made it; "" where the checks know none."""
    return next((line.mistake for line in verdict.lines if line.mistake and not line.ok), "")


def lines_of(verdict: Verdict) -> list[dict]:
    """The verdict's lines as plain values, bounded."""
    return [
        {
            "ok": line.ok,
            "rule": line.rule,
            "text": line.text[:SHOWN],
            "evidence": [_piece(piece) for piece in line.evidence[:PIECES]],
        }
        for line in verdict.lines
    ]


def _piece(piece: Rows | str) -> str | dict:
    if isinstance(piece, str):
        return piece[:SHOWN]
    rows = [[shown(value)[:VALUE] for value in row[:COLUMNS]] for row in piece.rows[:ROWS]]
    return {"columns": [str(name)[:VALUE] for name in piece.columns[:COLUMNS]], "rows": rows, "note": piece.note}


def _sentence(text: str) -> str:
    """The first line, or two where the first only announces what follows."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    said = " ".join(lines[:2]) if lines[0].endswith("error.") else lines[0]
    return re.sub(r"\s+", " ", said)[:SENTENCE]


def _untouched(answer: str, lesson: str, exercise: Exercise) -> bool:
    stub = submissions.handed_out(lesson).get(exercise.id, "")
    return answer.split() == stub.split()
