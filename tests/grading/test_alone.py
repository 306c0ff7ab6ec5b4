"""What another answer may have done to an answer is judged once more alone; then it is the answer's own doing."""

import contextlib
import json

import pytest

from tests.grading.submitted_notebooks import LATEST, filled
from workbook.checking.context import Context
from workbook.exercises import registry
from workbook.exercises.verdicts import Line, Verdict
from workbook.grading.judge import ENDED_THE_CHECK, TAKEN, Judge
from workbook.grading.sandbox import cleanup
from workbook.grading.sandbox.sandbox import Ran
from workbook.notebook import reader

LESSON, IN_PYTHON = "02-transactions", "replace-all"
NO_LOCKS = "it stops with an error: OutOfMemory: out of shared memory"
NO_CONNECTIONS = "OperationalError: (1040, 'Too many connections')"


class Gives:
    """A sandbox in which each answer's check has this end."""

    def __init__(self, ran: Ran, on_hidden_rows: Ran | None = None) -> None:
        self.ran, self.on_hidden_rows = ran, on_hidden_rows

    def check(self, *given: object) -> Ran:
        return self.ran

    def confirm(self, *given: object) -> Ran | None:
        return self.on_hidden_rows


@pytest.mark.parametrize(
    ("ran", "beside", "alone"),
    [
        (Ran(failed="a fault", lost=True), ("ungraded", "not graded: a fault"), ("stopped", ENDED_THE_CHECK)),
        (Ran(failed="a fault"), ("ungraded", "not graded: a fault"), ("ungraded", "not graded: a fault")),
        (
            Ran(Verdict(IN_PYTHON, [Line(False, "answer", NO_LOCKS)])),
            ("ungraded", f"not graded: {TAKEN}"),
            ("refused", f"answer: {NO_LOCKS}"),
        ),
        (
            Ran(Verdict(IN_PYTHON, [Line(False, "answer", "no function")]), raised={7: NO_CONNECTIONS}),
            ("ungraded", f"not graded: {TAKEN}"),
            ("refused", f"answer: no function. In grading, cell 7 raised {NO_CONNECTIONS}."),
        ),
    ],
    ids=["a lost session", "a fault of ours", "no locks", "no connections"],
)
def test_in_python(home, ran, beside, alone):
    exercise = registry.load(LESSON).exercises[IN_PYTHON]
    notebook = reader.Notebook([reader.Cell(1, "def replace_all(conn, rows): ...", "")], [])
    for is_alone, expected in ((False, beside), (True, alone)):
        judge = Judge(lambda: Gives(ran), 1, Context(), alone=is_alone)
        result, _ = judge.judge(notebook, LESSON, exercise)
        assert (result.verdict, result.reason) == expected
        assert result.again == (result.verdict == "ungraded")


@pytest.mark.parametrize("ran", [Ran(Verdict(IN_PYTHON, [Line(False, "answer", NO_LOCKS)])), Ran(ended=NO_LOCKS)])
def test_in_python_on_hidden_rows(home, ran):
    exercise = registry.load(LESSON).exercises[IN_PYTHON]
    notebook = reader.Notebook([reader.Cell(1, "def replace_all(conn, rows): ...", "")], [])
    right = Ran(Verdict(IN_PYTHON, [Line(True, "state", "as it should be")]))
    for is_alone in (False, True):
        judge = Judge(lambda: Gives(right, ran), 1, Context(), alone=is_alone)
        result, _ = judge.judge(notebook, LESSON, exercise)
        assert result.again == (not is_alone)
        assert result.verdict == (("refused" if ran.verdict else "stopped") if is_alone else "ungraded")


def test_in_sql(home):
    text = "DO $$ BEGIN RAISE EXCEPTION 'out of shared memory' USING ERRCODE = '53200'; END $$"
    notebook = reader.read(json.dumps(filled(LATEST, {"latest-per-day": text})).encode())
    exercise = registry.load(LATEST).exercises["latest-per-day"]
    with contextlib.closing(Context(claim=lambda: cleanup.claim("check", "leftovers", 64))) as context:
        for is_alone, verdict in ((False, "ungraded"), (True, "refused")):
            judge = Judge(lambda: pytest.fail("no sandbox is needed"), 7, context, alone=is_alone)
            result, _ = judge.judge(notebook, LATEST, exercise)
            assert result.verdict == verdict, result
