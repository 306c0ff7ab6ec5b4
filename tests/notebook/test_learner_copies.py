"""The copies in my/: what is brought up to date, and that nothing of the learner's is ever lost."""

import pytest

from workbook import cli, paths
from workbook.errors import WorkbookError
from workbook.notebook import learner_copies

WALKTHROUGH = "07-x/walkthrough.ipynb"
EXERCISE = "07-x/x.ipynb"


@pytest.fixture
def workbook(tmp_path, monkeypatch):
    """A workbook of one lesson, and an empty my/."""
    for name in ("NOTEBOOKS", "EXERCISES"):
        monkeypatch.setattr(paths, name, tmp_path / name.lower())
    monkeypatch.setenv("WORKBOOK_MY", str(tmp_path / "my"))
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "exercises" / "07-x").mkdir(parents=True)
    (tmp_path / "notebooks" / "07-x.ipynb").write_text("walk 1")
    (tmp_path / "exercises" / "07-x" / "x.ipynb").write_text("exercise 1")
    return tmp_path


def my(name: str) -> str:
    return (paths.my() / name).read_text()


def said_by(job, *arguments) -> list[str]:
    said = []
    job(*arguments, report=said.append)
    return said


def test_a_lesson_is_a_folder_with_its_walkthrough_and_its_exercises(workbook):
    assert said_by(learner_copies.update) == []
    assert (my(WALKTHROUGH), my(EXERCISE)) == ("walk 1", "exercise 1")
    assert sorted(path.name for path in paths.my().rglob("*")) == [
        ".copies.json", "07-x", "walkthrough.ipynb", "x.ipynb",
    ]  # fmt: skip


def test_an_untouched_copy_becomes_the_newer_one(workbook):
    learner_copies.update()
    (workbook / "exercises" / EXERCISE).write_text("exercise 2")
    assert said_by(learner_copies.update) == []
    assert my(EXERCISE) == "exercise 2"


def test_a_touched_copy_stays_and_a_newer_one_is_mentioned(workbook):
    learner_copies.update()
    (paths.my() / EXERCISE).write_text("my answer")
    assert said_by(learner_copies.update) == []
    (workbook / "exercises" / EXERCISE).write_text("exercise 2")
    (sentence,) = said_by(learner_copies.update)
    assert "my/07-x/x.ipynb" in sentence
    assert "workbook fresh 07-x" in sentence
    assert my(EXERCISE) == "my answer"


def test_a_file_that_lay_there_before_is_the_learners(workbook):
    (paths.my() / "07-x").mkdir(parents=True)
    (paths.my() / EXERCISE).write_text("who wrote this?")
    learner_copies.update(report=lambda text: None)
    assert my(EXERCISE) == "who wrote this?"


def test_a_lost_record_costs_nothing(workbook):
    learner_copies.update()
    (paths.my() / EXERCISE).write_text("my answer")
    (paths.my() / ".copies.json").unlink()
    (workbook / "notebooks" / "07-x.ipynb").write_text("walk 2")
    assert len(said_by(learner_copies.update)) == 2
    assert (my(WALKTHROUGH), my(EXERCISE)) == ("walk 1", "my answer")


def test_a_deleted_copy_is_made_again(workbook):
    learner_copies.update()
    (paths.my() / EXERCISE).unlink()
    learner_copies.update()
    assert my(EXERCISE) == "exercise 1"


def test_fresh_keeps_every_touched_copy_under_a_number(workbook):
    learner_copies.update()
    for answer in ("first", "second"):
        (paths.my() / EXERCISE).write_text(answer)
        assert "x-" in " ".join(said_by(learner_copies.fresh, "07-x"))
    assert my("07-x/x-1.ipynb") == "first"
    assert my("07-x/x-2.ipynb") == "second"
    assert my(EXERCISE) == "exercise 1"
    assert not (paths.my() / "07-x" / "walkthrough-1.ipynb").exists()


def test_fresh_is_a_verb_of_the_command(workbook, capsys):
    learner_copies.update()
    (paths.my() / EXERCISE).write_text("my answer")
    cli.from_a_notebook(["fresh", "07-x"])
    assert "x-1.ipynb" in capsys.readouterr().out
    assert (my("07-x/x-1.ipynb"), my(EXERCISE)) == ("my answer", "exercise 1")


def test_a_fresh_copy_is_untouched(workbook):
    learner_copies.update()
    (paths.my() / EXERCISE).write_text("my answer")
    learner_copies.fresh("07-x", report=lambda text: None)
    (workbook / "exercises" / EXERCISE).write_text("exercise 2")
    assert said_by(learner_copies.update) == []
    assert my(EXERCISE) == "exercise 2"


def test_fresh_names_the_lessons_there_are(workbook):
    with pytest.raises(WorkbookError, match=r"no lesson '08-y'.*07-x"):
        learner_copies.fresh("08-y")


def test_a_damaged_record_is_told_and_nothing_is_touched(workbook):
    learner_copies.update()
    (paths.my() / ".copies.json").write_text("{")
    (workbook / "exercises" / EXERCISE).write_text("exercise 2")
    with pytest.raises(WorkbookError, match=r"copies\.json is damaged: delete it"):
        learner_copies.update()
    assert my(EXERCISE) == "exercise 1"


def test_a_my_that_is_no_folder_is_told(workbook):
    paths.my().write_text("a file")
    with pytest.raises(WorkbookError, match="my can't be used"):
        learner_copies.update()
