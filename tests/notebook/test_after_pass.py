"""What is offered once an exercise has passed, and where it is not."""

import pytest

from workbook import paths
from workbook.checking.function_source import FunctionAnswer
from workbook.exercises import answer_files, registry
from workbook.notebook import after_pass, progress


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch):
    """A learner of their own, outside of a class."""
    monkeypatch.setattr(progress, "file", lambda: tmp_path / "progress.txt")
    for name in after_pass.IN_A_CLASS:
        monkeypatch.delenv(name, raising=False)
    after_pass._ways.cache_clear()
    yield
    after_pass._ways.cache_clear()


def test_the_lessons_solution_and_another_way_are_offered_folded():
    solution, another = after_pass.of("latest-per-day").ways
    assert "ROW_NUMBER" in solution.text and "SOLUTION" not in solution.text and "%%sql" not in solution.text
    assert another.says.startswith("Another way: ") and another.text.startswith("SELECT DISTINCT ON")
    shown = after_pass.of("latest-per-day")._repr_html_()
    assert shown.index("<details>") < shown.index("ROW_NUMBER") < shown.index("</details>")


@pytest.mark.parametrize("lesson", registry.names())
def test_each_marked_answer_is_offered_for_its_own_exercise(lesson):
    """`replace-all` was offered those of `replace-all-autocommit` too."""
    files = answer_files.of_lesson(lesson)
    for exercise in registry.load(lesson).exercises:
        texts = [f.path.read_text(encoding="utf-8") for f in files if f.exercise.id == exercise]
        marked = [text for text in texts if text.startswith(("# another way:", "-- another way:"))]
        others = [way for way in after_pass.of(exercise).ways if way.says.startswith("Another way:")]
        assert len(others) == len(marked)
        for way in others:
            assert way.says.endswith("."), "a sentence of several lines is whole"
            first = way.text.split("\n", 1)[0]
            assert not first.startswith(("#", "--")) or " file: " in first, "a comment of the sentence"
            assert any(text.rstrip("\n").endswith(way.text) for text in marked)


@pytest.mark.parametrize("name", after_pass.IN_A_CLASS)
def test_a_class_gets_none(monkeypatch, name):
    monkeypatch.setenv(name, "kim")
    assert after_pass.of("latest-per-day").ways == ()


def test_a_hand_out_gets_none(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "SOLUTIONS", tmp_path)
    lesson, _ = registry.find("latest-per-day")
    monkeypatch.setattr(paths, "LESSONS", tmp_path)
    assert after_pass._ways(lesson.name, "latest-per-day") == ()


def test_the_next_exercise_is_named_and_after_the_last_the_next_lesson():
    assert repr(after_pass.of("latest-per-day")) == "Next exercise: latest-with-ties."
    lesson = registry.load("04-keeping-the-latest")
    for id in lesson.exercises:
        progress.record(id, passed=True)
    assert repr(after_pass.of("delete-older")) == (
        "All exercises of lesson 04 have passed. Next: 05-weather-forecast/05-1-weather-forecast.ipynb."
    )


def test_what_redshift_does_not_take_is_said_once_and_first():
    answer = "SELECT DISTINCT ON (date) *\nFROM weather_forecast\nWHERE ctid = ctid\nORDER BY ctid"
    passed = after_pass.of("latest-per-day", answer)
    first, second = passed.on_redshift
    assert first.startswith("On Redshift: line 1: DISTINCT ON is not supported: use QUALIFY row_number()")
    assert second.startswith("On Redshift: line 3: A system column")
    assert repr(passed).startswith(first) and "On Redshift: line 1" in passed._repr_html_()


def test_of_a_function_the_sql_that_it_sends_is_read():
    text = 'def load_day(conn, run_date, rows):\n    conn.cursor().execute("SELECT DISTINCT ON (id) * FROM t")\n'
    [said] = after_pass.of("idempotent-day", text).on_redshift
    assert said.startswith("On Redshift: line 2: DISTINCT ON is not supported")


def load_day(conn, run_date, rows):
    conn.cursor().execute(
        """
        INSERT INTO t VALUES (1)
        RETURNING id
        """
    )


def test_a_function_that_is_there_already_is_read_too():
    [said] = after_pass.of("idempotent-day", FunctionAnswer(load_day)).on_redshift
    assert said.startswith("On Redshift: line 5: RETURNING is not supported")


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        ("full-refresh", 'source.cursor().execute("SELECT DISTINCT ON (id) * FROM t")'),  # which server is it for?
        ("latest-per-day", "SELECT 1"),
        ("latest-per-day", "SELECT 'not closed"),
        ("latest-per-day", None),
        ("not-yesterday", "SELECT a FROM t FOR UPDATE"),  # a function's
    ],
)
def test_nothing_is_said_of_redshift_where_nothing_is_found(exercise, answer):
    assert after_pass.of(exercise, answer).on_redshift == ()
