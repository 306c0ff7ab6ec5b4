"""Judges one answer: on the rows handed out, and if it is right there on other rows, which nobody has seen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from workbook import checking
from workbook.checking import not_judged, sql_check
from workbook.checking.context import Context
from workbook.checking.sql_check import SqlCheck
from workbook.errors import NotJudged, WorkbookError
from workbook.exercises.kinds import (
    Exercise,
    FileExercise,
    PredictExercise,
    PyExercise,
    SqlExercise,
    name_of_answer,
)
from workbook.exercises.verdicts import Verdict
from workbook.grading import file_answers, submissions
from workbook.grading.hidden_rows import FAILED_ON_HIDDEN, on_hidden_rows
from workbook.grading.records import Result
from workbook.grading.results import (
    LONGEST,
    missing,
    mistake,
    passed,
    refused,
    refused_hidden,
    stopped,
    too_long,
    ungraded,
    unjudged,
    with_cells,
)
from workbook.grading.sandbox import cleanup, outcome
from workbook.grading.sandbox.sandbox import Ran, Sandbox, Surroundings
from workbook.grading.variants import exercise_variant
from workbook.grading.variants.exercise_variant import WithRows
from workbook.notebook import answers
from workbook.notebook.answers import SqlText
from workbook.notebook.reader import Cell, Notebook

# Not how, nor with which signal or error: that would be a word from the hidden rows.
STOPPED_ON_HIDDEN = "on other rows it had to be stopped."
# What all sessions of a server share, locks and connections: who has taken them all lets any other's work fail.
SCARCE = (*not_judged.NO_RESOURCES_WORDS, "Too many connections")
TAKEN = "a server had no locks or no connections left: another answer may have taken them."
ENDED_THE_CHECK = "it ended the sessions that look at what it does."


class Judge:
    """Judges answers in this process and in its sandbox; the same seed makes the same hidden rows."""

    def __init__(self, sandbox: Callable[[], Sandbox], seed: int, context: Context, alone: bool = False) -> None:
        """`sandbox` gives the one of this process, entered; answers that run outside of it run in `context`.

        `alone`: no other answer runs meanwhile, so that what happens to a server is this one's doing.
        """
        self._sandbox, self._seed, self._context, self._alone = sandbox, seed, context, alone
        self._variants_in_sql: dict[str, SqlExercise] = {}
        self._variants_in_python: dict[str, PyExercise] = {}
        self._notebook: Notebook | None = None
        self._around = Surroundings()  # of that notebook's cells

    def judge(self, notebook: Notebook, lesson: str, exercise: Exercise) -> tuple[Result, list[str]]:
        """What becomes of an exercise's answer in a notebook, and remarks; Result.seconds is not set.

        Raises WorkbookError for what is not the answer's fault, such as a server that is gone.
        """
        if isinstance(exercise, SqlExercise):
            return self.judge_sql([notebook], lesson, exercise)[0]
        if isinstance(exercise, FileExercise):
            return self._file(notebook, lesson, exercise), []
        self._begin(notebook, lesson)
        name = name_of_answer(exercise)
        stub = submissions.handed_out(lesson).get(exercise.id, "")
        tried: list[tuple[Result, list[str]]] = []
        for order in answers.python_orders(notebook, exercise.id, name, stub):
            answer = answers.shown(order.cells, exercise.id, name)
            if _same(answer, stub):
                return missing(exercise, "the cell is as it was handed out.", answer), []
            if isinstance(exercise, PyExercise):
                result, ran = self._py(exercise, order.cells, answer)
            else:
                result, ran = self._predict(exercise, order.cells, answer, name)
            if result.verdict == "passed":
                return result, [*ran.remarks, *filter(None, [order.said])]
            if result.graded and self._is_anothers(None, [ran.ended, *ran.raised.values()]):
                result = unjudged(exercise, TAKEN, answer)
            tried.append((with_cells(result, _failed(order.cells, ran)), ran.remarks))
        return tried[0] if tried else (missing(exercise, f"no cell defines {name}."), [])

    def _begin(self, notebook: Notebook, lesson: str) -> None:
        if notebook is not self._notebook:
            self._notebook, self._around = notebook, Surroundings(lesson, notebook.files)

    def judge_sql(
        self, notebooks: Sequence[Notebook], lesson: str, exercise: SqlExercise
    ) -> list[tuple[Result, list[str]]]:
        """What becomes of an exercise's answers in several notebooks, with each one's seconds, and remarks.

        Each answer is run, also where two are alike. What a run left is removed before the next one, which may be
        the same student's on the rows handed out, and must not read hidden rows there. Raises WorkbookError.
        """
        found: dict[int, tuple[Result, list[str]]] = {}
        texts: dict[int, list[SqlText]] = {}
        for at, notebook in enumerate(notebooks):
            given = self._texts_or_result(notebook, lesson, exercise)
            if isinstance(given, Result):
                found[at] = given, []
            else:
                texts[at] = given
        for nth in range(max(map(len, texts.values()), default=0)):
            left = {
                at: each[nth]
                for at, each in texts.items()
                if nth < len(each) and (at not in found or found[at][0].verdict != "passed")
            }
            results = self._results_of(exercise, {at: each.text for at, each in left.items()})
            for at, result in results.items():
                if nth == 0 or result.verdict == "passed":
                    found[at] = result, [*filter(None, [left[at].said])]
        return [found[at] for at in range(len(notebooks))]

    def _results_of(self, exercise: SqlExercise, texts_of: Mapping[int, str]) -> dict[int, Result]:
        """What becomes of texts, by the place of their notebooks."""

        def checked(by: SqlExercise, places: Sequence[int]) -> dict[int, SqlCheck]:
            texts = [texts_of[at] for at in places]
            context = self._context
            checks = context.judged(
                by.id,
                lambda: sql_check.check_together(by, texts, context, lambda: cleanup.clean_up(context)),
                lambda found: not all(each.verdict.passed for each in found),
            )
            if by.engine == "source":
                cleanup.clean_up_source(context)
            return dict(zip(places, checks, strict=True))

        first = checked(exercise, list(texts_of)) if texts_of else {}
        right = [at for at in texts_of if first[at].verdict.passed]
        variant = self._variant_in_sql(exercise)
        other = on_hidden_rows(lambda: checked(variant, right)) if right else {}
        results = {}
        for at, text in texts_of.items():
            verdict, seconds = first[at].verdict, first[at].seconds
            if self._is_anothers(verdict) or (at in other and self._is_anothers(other[at].verdict)):
                result = unjudged(exercise, TAKEN, text)
            elif at not in other:
                result = refused(exercise, verdict, text)
            elif other[at].verdict.passed:
                result = passed(exercise, verdict, text)
            else:
                named = _named(exercise, variant, other[at].verdict)
                result = refused_hidden(exercise, verdict, named, text)
            results[at] = replace(result, seconds=seconds + (other[at].seconds if at in other else 0))
        return results

    def _texts_or_result(self, notebook: Notebook, lesson: str, exercise: SqlExercise) -> list[SqlText] | Result:
        """The texts of an answer in SQL that are to be run; the result of another."""
        stub = submissions.handed_out(lesson).get(exercise.id, "").partition("\n")[2]
        found = answers.sql_answers(notebook, exercise.id, exercise.engine, stub)
        if not found and answers.is_typed_by_python(notebook):
            self._begin(notebook, lesson)
            ran = self._sandbox().evaluate(answers.cells_above(notebook, exercise.id), "", self._around)
            text = ran.value.get(exercise.id) if isinstance(ran.value, dict) else None
            found = [SqlText(text)] if isinstance(text, str) else []
        if not found:
            return missing(exercise, f"no cell begins with %%sql --answer {exercise.id}.")
        answer = found[0].text
        if _same(answer, stub) or not answer.strip():
            return missing(exercise, "the cell is as it was handed out, or empty.", answer)
        if len(answer) > LONGEST:
            return too_long(exercise, answer)
        return [each for each in found if len(each.text) <= LONGEST]

    def _py(self, exercise: PyExercise, cells: Sequence[Cell], answer: str) -> tuple[Result, Ran]:
        ran = self._sandbox().check(exercise, cells, self._around)
        if ran.verdict is None or not ran.verdict.passed:
            self._context.require_servers()  # else it may not be the answer's fault
        if ran.failed and ran.lost and self._alone:
            return stopped(exercise, ENDED_THE_CHECK, answer), ran
        if ran.failed:
            return unjudged(exercise, ran.failed, answer), ran
        if ran.verdict is None:
            return stopped(exercise, ran.ended, answer), ran
        if self._is_anothers(ran.verdict):
            return unjudged(exercise, TAKEN, answer), ran
        if not ran.verdict.passed:
            return refused(exercise, ran.verdict, answer), ran
        variant = self._variant_in_python(exercise)
        again = on_hidden_rows(lambda: self._sandbox().confirm(variant, cells, self._around))
        if again.failed:
            return unjudged(exercise, FAILED_ON_HIDDEN, answer), ran
        if again.verdict is None or not again.verdict.passed:
            self._context.require_servers()
        if self._is_anothers(again.verdict, [again.ended]):
            return unjudged(exercise, TAKEN, answer), ran
        if again.verdict is None:
            return stopped(exercise, STOPPED_ON_HIDDEN, answer), ran
        if again.verdict.passed:
            return passed(exercise, ran.verdict, answer), ran
        named = _named(exercise, variant, again.verdict)
        return refused_hidden(exercise, ran.verdict, named, answer), ran

    def _is_anothers(self, verdict: Verdict | None, further: Sequence[str] = ()) -> bool:
        """Whether what was said of an answer may be another one's doing; it is tried once more then, alone."""
        refusals = [line.words for line in verdict.lines if not line.ok] if verdict else []
        return not self._alone and any(words in text for words in SCARCE for text in (*refusals, *further))

    def _predict(
        self, exercise: PredictExercise, cells: Sequence[Cell], answer: str, name: str
    ) -> tuple[Result, Ran]:
        ran = self._sandbox().evaluate(cells, name, self._around)
        if ran.failed:
            return unjudged(exercise, ran.failed, answer), ran
        if ran.ended:
            return stopped(exercise, ran.ended, answer), ran
        try:
            verdict = checking.check(exercise, ran.value, self._context)
        except NotJudged:
            raise
        except WorkbookError as error:  # what the experiment needs is not on this machine
            return ungraded(exercise, str(error), answer), ran
        made = passed if verdict.passed else refused
        return made(exercise, verdict, answer), ran

    def _file(self, notebook: Notebook, lesson: str, exercise: FileExercise) -> Result:
        """What becomes of an answer that another system runs."""
        answer = answers.file_answer(notebook, exercise.kind, exercise.id)
        if answer is None:
            return missing(exercise, f"no cell begins with %%{exercise.kind} --answer {exercise.id}.")
        stub = submissions.handed_out(lesson).get(exercise.id, "").partition("\n")[2]
        if _same(answer, stub) or not answer.strip():
            return missing(exercise, "the cell is as it was handed out, or empty.", answer)
        return file_answers.judged(exercise, answer, self._context, self._seed)

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


def _failed(cells: Sequence[Cell], ran: Ran) -> list[str]:
    """Sentences on cells that were left out, or raised what they did not in Jupyter, as far as the file tells."""
    meant = {cell.number for cell in cells if cell.raises}
    raised = {number: text for number, text in ran.raised.items() if number not in meant}
    return [*ran.remarks, *outcome.sentences(raised)]


def _same(answer: str, stub: str) -> bool:
    """Whether an answer is what was handed out, but for spaces and ends of lines."""
    return answer.split() == stub.split()
