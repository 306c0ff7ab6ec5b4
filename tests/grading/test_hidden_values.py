"""What students are told of a refusal on hidden rows: the mistake, and no value of those rows."""

from tests.grading.test_variants import contents, fixtures
from workbook.checking.context import Context
from workbook.exercises import registry
from workbook.exercises.verdicts import Line, Verdict
from workbook.grading.judge import Judge
from workbook.grading.sandbox.sandbox import Ran
from workbook.grading.variants import exercise_variant
from workbook.notebook import reader


def test_values_of_hidden_rows_alone_are_found_in_a_text():
    exercise = registry.load("04-keeping-the-latest").exercises["latest-per-day"]
    other = exercise_variant.variant(exercise, 1)
    value = next(row.date for fixture in fixtures(other) for row in fixture.rows("temp_weather"))
    public = next(row.date for fixture in fixtures(exercise) for row in fixture.rows("temp_weather"))
    assert str(value) in exercise_variant.told(exercise, other, f"the row of {value} is missing.")
    assert exercise_variant.told(exercise, other, f"the row of {public} is missing; so is 7.") == []


class Lies:
    """A sandbox whose first process says "passed", and whose second one finds what it is made to find."""

    def __init__(self, confirmed: Ran) -> None:
        self.confirmed = confirmed

    def check(self, exercise, cells, deadly):
        return Ran(Verdict(exercise.id, [Line(True, "state", "as it should be")]))

    def confirm(self, variant, cells, deadly):
        return self.confirmed


def test_words_of_a_lesson_that_hold_a_hidden_value_reach_no_student(home):
    exercise = registry.load("02-transactions").exercises["replace-all"]
    other = exercise_variant.variant(exercise, 1)
    value = exercise_variant.told(exercise, other, contents(other))[0]
    notebook = reader.Notebook([reader.Cell(1, "def replace_all(conn, rows): ...", "")], [])

    def reason(words: str) -> str:
        verdict = Verdict(exercise.id, [Line(False, "state", f"{words} {value}", (), words)])
        result, _ = Judge(lambda: Lies(Ran(verdict)), 1, Context()).judge(notebook, "02-transactions", exercise)
        assert result.hidden and str(value) not in repr(result)
        return result.reason

    assert reason("A row is lost.").endswith("on other rows: A row is lost.")
    assert reason(f"The row of {value} is lost.").endswith("not on other rows.")
