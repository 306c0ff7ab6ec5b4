"""Judges one answer: on the rows handed out, and if it is right there on other rows, which nobody has seen."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from workbook import exercises
from workbook.errors import WorkbookError
from workbook.exercises import Exercise, SqlExercise
from workbook.grading import hidden, submissions
from workbook.grading.records import Result
from workbook.grading.sandbox import Sandbox
from workbook.grading.submissions import Cell, Notebook
from workbook.sessions import ServerGone
from workbook.sqlchecks import SqlCheck
from workbook.tables import Rows, shown
from workbook.verdicts import Line, Verdict

LONGEST = 100_000  # characters of an answer in SQL
SHOWN, SENTENCE = 10_000, 300  # characters of an answer, of a verdict's line; of a reason
VALUE = 200  # characters of one value, or of a column's name
NEEDS_AIRFLOW = "needs Airflow, which does not run in the sandbox. A person reads the answer and gives its points."
PIECES, ROWS, COLUMNS = 20, 50, 50  # of evidence


class Judge:
    """Judges answers in this process and in its sandbox; the same seed makes the same hidden rows."""

    def __init__(self, sandbox: Callable[[], Sandbox], seed: int) -> None:
        """`sandbox` gives the one of this process, entered."""
        self._sandbox, self._seed = sandbox, seed
        self._variants: dict[str, Exercise] = {}
        self._notebook: Notebook | None = None
        self._deadly: dict[int, str] = {}  # cells of that notebook (Sandbox.evaluate)

    def judge(self, notebook: Notebook, lesson: str, exercise: Exercise) -> tuple[Result, list[str]]:
        """What becomes of an exercise's answer in a notebook, and remarks; Result.seconds is not set.

        Raises WorkbookError for what is not the answer's fault, such as a server that is gone.
        """
        if exercise.kind == "sql":
            return self.judge_sql([notebook], lesson, exercise)[0], []
        if exercise.kind == "dag":
            return _dag(notebook, lesson, exercise), []
        if notebook is not self._notebook:
            self._notebook, self._deadly = notebook, {}
        name = exercise.function if exercise.kind == "py" else exercise.id.replace("-", "_")
        cells = submissions.python_cells(notebook, exercise.id, name)
        if not cells:
            return missing(exercise, f"no cell defines {name}."), []
        answer = submissions.shown(cells, exercise.id, name)
        if _untouched(answer, lesson, exercise):
            return missing(exercise, "the cell is as it was handed out.", answer), []
        judged = self._py if exercise.kind == "py" else self._predict
        return judged(exercise, cells, answer, name)

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
        results = [_not_run(notebook, lesson, exercise) for notebook in notebooks]
        run = [at for at, result in enumerate(results) if result is None]
        answers = {at: submissions.sql_answer(notebooks[at], exercise.id, exercise.engine) for at in run}

        def checked(by: SqlExercise, places: Sequence[int]) -> dict[int, SqlCheck]:
            found = exercises.through_a_restart(lambda: by.check_all([answers[at] for at in places], between))
            return dict(zip(places, found, strict=True))

        first = checked(exercise, run)
        right = [at for at in run if first[at].verdict.passed]
        other = checked(self._variant(exercise), right) if right else {}
        for at in run:
            verdict, seconds = first[at].verdict, first[at].seconds
            if at not in other:
                result = refused(exercise, verdict, answers[at])
            elif other[at].verdict.passed:
                result = passed(exercise, verdict, answers[at])
            else:
                named = self._named(exercise, other[at].verdict)
                result = refused_hidden(exercise, verdict, named, answers[at])
            results[at] = replace(result, seconds=seconds + (other[at].seconds if at in other else 0))
        return results

    def _py(self, exercise: Exercise, cells: Sequence[Cell], answer: str, name: str) -> tuple[Result, list[str]]:
        ran = self._sandbox().check(exercise, cells, self._deadly)
        if ran.verdict is None:
            return stopped(exercise, ran.ended, answer), ran.remarks
        if not ran.verdict.passed:
            return refused(exercise, ran.verdict, answer), ran.remarks
        again = self._sandbox().confirm(self._variant(exercise), cells, self._deadly)
        if again.verdict is None:
            says = f"on other rows {again.ended}"
            return stopped(exercise, says, answer), ran.remarks
        if again.verdict.passed:
            return passed(exercise, ran.verdict, answer), ran.remarks
        return refused_hidden(exercise, ran.verdict, self._named(exercise, again.verdict), answer), ran.remarks

    def _predict(
        self, exercise: Exercise, cells: Sequence[Cell], answer: str, name: str
    ) -> tuple[Result, list[str]]:
        ran = self._sandbox().evaluate(cells, name, self._deadly)
        if ran.ended:
            return stopped(exercise, ran.ended, answer), ran.remarks
        try:
            verdict = exercises.through_a_restart(lambda: exercise.check(ran.value))
        except ServerGone:
            raise
        except WorkbookError as error:  # what the experiment needs is not on this machine
            return ungraded(exercise, str(error), answer), ran.remarks
        made = passed if verdict.passed else refused
        return made(exercise, verdict, answer), ran.remarks

    def _named(self, exercise: Exercise, on_hidden_rows: Verdict) -> str:
        """The mistake; "" where its words hold a hidden value: a lesson's words are not meant to, and may."""
        name = mistake(on_hidden_rows)
        return "" if hidden.told(exercise, self._variant(exercise), name) else name

    def _variant(self, exercise: Exercise) -> Exercise:
        if exercise.id not in self._variants:
            found = hidden.variant(exercise, self._seed)
            if exercise.kind == "sql":
                # Such as an empty table, on which the answer was right already. A Python answer's word for that is
                # not taken, so there the witness looks at all.
                pairs = zip(found.fixtures, exercise.fixtures, strict=True)
                others = [fixture for fixture, handed_out in pairs if fixture != handed_out]
                found = replace(found, fixtures=others or found.fixtures)
            self._variants[exercise.id] = found
        return self._variants[exercise.id]


def _dag(notebook: Notebook, lesson: str, exercise: Exercise) -> Result:
    """What becomes of a DAG file: nothing yet, since Airflow does not run in the sandbox."""
    answer = submissions.dag_answer(notebook, exercise.id)
    if answer is None:
        return missing(exercise, f"no cell begins with %%dag --answer {exercise.id}.")
    if _untouched(answer, lesson, exercise) or not answer.partition("\n")[2].strip():
        return missing(exercise, "the cell is as it was handed out, or empty.", answer)
    return ungraded(exercise, NEEDS_AIRFLOW, answer)


def _not_run(notebook: Notebook, lesson: str, exercise: SqlExercise) -> Result | None:
    """The result of an answer in SQL that is not run; None for one that is to be."""
    answer = submissions.sql_answer(notebook, exercise.id, exercise.engine)
    if answer is None:
        return missing(exercise, f"no cell begins with %%sql --answer {exercise.id}.")
    if _untouched(f"%%sql --answer {exercise.id}\n{answer}", lesson, exercise) or not answer.strip():
        return missing(exercise, "the cell is as it was handed out, or empty.", answer)
    if len(answer) > LONGEST:
        says = f"the answer has {len(answer):,} characters, and at most {LONGEST:,} are run."
        return refused(exercise, Verdict(exercise.id, [Line(False, "answer", says)]), answer)
    return None


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
