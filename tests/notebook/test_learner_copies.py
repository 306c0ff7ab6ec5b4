"""The copies in my/: what is brought up to date, and that nothing of the learner's is ever lost."""

import json
from pathlib import Path

import pytest

from workbook import cli, paths
from workbook.errors import WorkbookError
from workbook.notebook import learner_copies

WALKTHROUGH = "07-x/07-1-x.ipynb"
EXERCISE = "07-x/07-2-exercises.ipynb"


def notebook(path: Path, *cells: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))


def text(source: str) -> dict:
    return {"cell_type": "markdown", "id": "a", "metadata": {}, "source": source}


@pytest.fixture
def workbook(tmp_path, monkeypatch):
    """A workbook of one lesson, and an empty my/."""
    for name in ("NOTEBOOKS", "EXERCISES"):
        monkeypatch.setattr(paths, name, tmp_path / name.lower())
    monkeypatch.setenv("WORKBOOK_MY", str(tmp_path / "my"))
    notebook(tmp_path / "notebooks" / "07-x.ipynb", text("walk 1"))
    notebook(tmp_path / "exercises" / "07-x" / "x.ipynb", text("exercise 1"))
    return tmp_path


def my(name: str) -> str:
    """What a copy says; of one that the learner wrote over, all of it."""
    content = (paths.my() / name).read_text()
    return "".join(json.loads(content)["cells"][0]["source"]) if content.startswith("{") else content


def said_by(job, *arguments) -> list[str]:
    said = []
    job(*arguments, report=said.append)
    return said


def test_a_lesson_is_a_folder_with_its_walkthrough_and_its_exercises(workbook):
    assert said_by(learner_copies.update) == []
    assert (my(WALKTHROUGH), my(EXERCISE)) == ("walk 1", "exercise 1")
    assert sorted(path.name for path in paths.my().rglob("*")) == [
        ".copies.json", "07-1-x.ipynb", "07-2-exercises.ipynb", "07-x",
    ]  # fmt: skip


def test_a_second_walkthrough_comes_before_the_exercises(workbook):
    notebook(workbook / "notebooks" / "07-x--a-topic.ipynb", text("[back](07-x.ipynb)"))
    assert list(learner_copies.of_lesson("07")) == [WALKTHROUGH, "07-x/07-1b-a-topic.ipynb", EXERCISE]
    learner_copies.update()
    assert my("07-x/07-1b-a-topic.ipynb") == "[back](07-1-x.ipynb)"


def test_an_untouched_copy_becomes_the_newer_one(workbook):
    learner_copies.update()
    notebook(workbook / "exercises" / "07-x" / "x.ipynb", text("exercise 2"))
    assert said_by(learner_copies.update) == []
    assert my(EXERCISE) == "exercise 2"


def test_a_touched_copy_stays_and_a_newer_one_is_mentioned(workbook):
    learner_copies.update()
    (paths.my() / EXERCISE).write_text("my answer")
    assert said_by(learner_copies.update) == []
    notebook(workbook / "exercises" / "07-x" / "x.ipynb", text("exercise 2"))
    (sentence,) = said_by(learner_copies.update)
    assert f"my/{EXERCISE}" in sentence
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
    notebook(workbook / "notebooks" / "07-x.ipynb", text("walk 2"))
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
        assert "07-2-exercises-mine-" in " ".join(said_by(learner_copies.fresh, "07-x"))
    assert my("07-x/07-2-exercises-mine-1.ipynb") == "first"
    assert my("07-x/07-2-exercises-mine-2.ipynb") == "second"
    assert my(EXERCISE) == "exercise 1"
    assert not (paths.my() / "07-x" / "07-1-x-mine-1.ipynb").exists()


def test_fresh_is_a_verb_of_the_command(workbook, capsys):
    learner_copies.update()
    (paths.my() / EXERCISE).write_text("my answer")
    cli.from_a_notebook(["fresh", "07-x"])
    assert "exercises-mine-1.ipynb" in capsys.readouterr().out
    assert (my("07-x/07-2-exercises-mine-1.ipynb"), my(EXERCISE)) == ("my answer", "exercise 1")


def test_a_fresh_copy_is_untouched(workbook):
    learner_copies.update()
    (paths.my() / EXERCISE).write_text("my answer")
    learner_copies.fresh("07-x", report=lambda text: None)
    notebook(workbook / "exercises" / "07-x" / "x.ipynb", text("exercise 2"))
    assert said_by(learner_copies.update) == []
    assert my(EXERCISE) == "exercise 2"


def test_fresh_names_the_lessons_there_are(workbook):
    with pytest.raises(WorkbookError, match=r"no lesson '08-y'.*07-x"):
        learner_copies.fresh("08-y")


def test_a_damaged_record_is_told_and_nothing_is_touched(workbook):
    learner_copies.update()
    (paths.my() / ".copies.json").write_text("{")
    notebook(workbook / "exercises" / "07-x" / "x.ipynb", text("exercise 2"))
    with pytest.raises(WorkbookError, match=r"copies\.json is damaged: delete it"):
        learner_copies.update()
    assert my(EXERCISE) == "exercise 1"


def test_a_my_that_is_no_folder_is_told(workbook):
    paths.my().write_text("a file")
    with pytest.raises(WorkbookError, match="my can't be used"):
        learner_copies.update()


def test_a_copy_has_no_outputs_and_its_links_lead_to_copies(workbook):
    code = {"cell_type": "code", "id": "b", "metadata": {}, "source": "1 + 1", "execution_count": 3}
    links = "[do](../exercises/07-x/x.ipynb#Sum-them) [next](08-y.ipynb) [far](https://example.org/a.ipynb)"
    notebook(workbook / "notebooks" / "07-x.ipynb", text(links), {**code, "outputs": [{"output_type": "stream"}]})
    learner_copies.update()
    led = "[do](07-2-exercises.ipynb#Sum-them) next [far](https://example.org/a.ipynb)"
    assert my(WALKTHROUGH) == led, "what is not there is no link"
    made = json.loads((paths.my() / WALKTHROUGH).read_text())["cells"][1]
    assert made == {**code, "outputs": [], "execution_count": None}
    back = "[back](../../notebooks/07-x.ipynb)"
    notebook(workbook / "exercises" / "07-x" / "x.ipynb", text(back))
    learner_copies.update()
    assert my(EXERCISE) == "[back](07-1-x.ipynb)"
