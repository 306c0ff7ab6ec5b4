"""What the build adds to an author's text: predictions, hints, links; the shared rules."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from workbook import paths
from workbook.build import added_cells, markdown
from workbook.build.files import LessonFiles
from workbook.errors import WorkbookError
from workbook.exercises import registry

LESSON = LessonFiles("04-keeping-the-latest")


def test_a_prediction_gets_a_cell_to_type_in_and_its_explanation_is_folded():
    asks = new_markdown_cell("Three rows.\n\n**Predict:** how many are left?")
    shows = new_code_cell("print(2)")
    explains = new_markdown_cell("Two are left.\n\nThe rest is another topic.")
    made = added_cells.with_predictions([asks, shows, explains])
    assert [cell.source for cell in made[:3]] == [asks.source, added_cells.GUESS, "print(2)"]
    folded, rest = made[3].source.split("</details>")
    assert folded.startswith("<details ")
    assert folded.endswith(">\n<summary>After you have run it</summary>\n\nTwo are left.\n\n")
    assert rest == "\n\nThe rest is another topic."


@pytest.mark.parametrize("text", ["## A heading", "| a |\n|---|", "- a point", "**Predict:** what now?"])
def test_only_a_plain_paragraph_is_folded(text):
    cells = [new_markdown_cell("**Predict:** how many?"), new_code_cell("1"), new_markdown_cell(text)]
    assert added_cells.with_predictions(cells)[3].source == text


def test_a_text_that_only_speaks_of_predicting_gets_no_cell():
    cells = [new_markdown_cell("**Predict:** how many?\n\nMore text."), new_code_cell("1")]
    assert added_cells.with_predictions(cells) == cells


def test_each_exercise_has_its_hints_below_its_check_and_the_next_lesson_is_linked():
    known = registry.load(LESSON.name).exercises
    notebook, ids = markdown.exercises(LESSON, known)
    sources = [cell.source for cell in notebook.cells]
    for id in ids:
        hints = sources[sources.index(f'check("{id}")') + 1]
        assert re.findall(r"<summary>(.*)</summary>", hints) == [f"Hint {n} of 3" for n in (1, 2, 3)]
        assert all(hint in hints for hint in known[id].hints)
    assert sources[-2] == f'progress("{LESSON.name}")'
    assert "(../../notebooks/05-weather-forecast.ipynb)" in sources[-1]
    walkthrough = markdown.walkthrough(LESSON, known)
    assert f"(../exercises/{LESSON.name}/keeping-the-latest.ipynb)" in walkthrough.cells[-1].source


@pytest.fixture
def texts(tmp_path, monkeypatch):
    """A lesson's two texts in a clone of their own."""
    monkeypatch.setattr(paths, "LESSONS", tmp_path / "lessons")
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(paths, "EXERCISES", tmp_path / "exercises")
    monkeypatch.setattr(paths, "CLONE", tmp_path)
    LESSON.walkthrough.parent.mkdir(parents=True)
    LESSON.walkthrough.write_text("# Latest\n\n## Where `NULL` sorts (here)\n", encoding="utf-8")
    LESSON.exercises.write_text("# Exercises\n", encoding="utf-8")


def test_a_link_to_a_section_leads_to_its_heading_in_the_notebook(texts):
    link = "[NULL](walkthrough.md#where-null-sorts-here), [all](walkthrough.md)"
    notebook = "../../notebooks/04-keeping-the-latest.ipynb"
    assert added_cells.linked(link, LESSON, "exercises") == (
        f"[NULL]({notebook}#Where-NULL-sorts-%28here%29), [all]({notebook})"
    )
    with pytest.raises(
        WorkbookError, match=r"exercises\.md: walkthrough\.md has no heading #typo\. It has: where-null"
    ):
        added_cells.linked("[x](walkthrough.md#typo)", LESSON, "exercises")


def test_a_second_walkthrough_is_linked_from_the_first_and_leads_to_the_exercises(texts):
    second = LESSON.walkthrough.with_name("walkthrough-on-ties.md")
    second.write_text("# Ties\n\n## Equal times\n", encoding="utf-8")
    first = added_cells.way_on(LESSON, LESSON.walkthrough, 4).source
    assert "**Next:** [Ties](04-keeping-the-latest--on-ties.ipynb)" in first
    last = added_cells.way_on(LESSON, second, 4).source
    assert "Next" not in last
    exercises = "[the 4 exercises of this lesson](../exercises/04-keeping-the-latest/keeping-the-latest.ipynb)"
    assert exercises in first and exercises in last
    link = added_cells.linked("[ties](walkthrough-on-ties.md#equal-times)", LESSON, "exercises")
    assert link == "[ties](../../notebooks/04-keeping-the-latest--on-ties.ipynb#Equal-times)"
    with pytest.raises(WorkbookError, match=r"there is no walkthrough-typo\.md\. There is: walkthrough, walk"):
        added_cells.linked("[ties](walkthrough-typo.md)", LESSON, "walkthrough-on-ties")
    second.rename(second.with_name("walkthrough-On Ties.md"))
    with pytest.raises(WorkbookError, match="is not named as a further walk-through is"):
        LESSON.built  # noqa: B018 - its names are looked at


def test_shared_rules_are_folded_in_their_order_and_an_unknown_one_is_named(texts):
    (paths.LESSONS / "rules.md").write_text("# Rules\n\n## one\n\n**One.** A.\n\n## two\n\n**Two.** B.\n")
    found = markdown._rules("here", ["two", "one"])
    assert "- **One.** A.\n- **Two.** B." in found and found.startswith("<details ")
    with pytest.raises(WorkbookError, match=r"no rule 'three'. It has: one, two"):
        markdown._rules("here", ["three"])


def test_each_shared_rule_has_a_name_and_words():
    text = (paths.LESSONS / "rules.md").read_text(encoding="utf-8")
    sections = text.split("\n## ")[1:]
    assert len(sections) > 5
    for section in sections:
        name, words = section.split("\n", 1)
        assert words.strip().lower().startswith(f"**{name.replace('-', ' ')}.** "), name
