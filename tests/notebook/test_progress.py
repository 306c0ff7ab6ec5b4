"""The learner's standing: a line an exercise, which older workbooks wrote without the version of the rules."""

import pytest

from workbook.errors import WorkbookError
from workbook.exercises.verdicts import RULES_VERSION
from workbook.notebook import progress


def standing_of(exercise):
    [row] = [row for row in progress.overview("04-keeping-the-latest").exercises.rows if row[1] == exercise]
    return row[2]


def test_what_was_passed_by_earlier_rules_stays_passed_and_is_marked(tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "file", lambda: tmp_path / "progress.txt")
    old = "# exercise\tpassed (UTC)\ttries\nlatest-per-day\t2026-10-01 09:00\t3\nlatest-with-ties\t\t2\n"
    progress.file().write_text(old, encoding="utf-8")
    assert standing_of("latest-per-day") == "✓ passed, by earlier rules"
    assert standing_of("latest-with-ties") == "tried" and standing_of("delete-older") == "new"

    progress.record("latest-per-day", passed=False)  # the new rules ask for more
    assert standing_of("latest-per-day") == "✓ passed, by earlier rules"
    progress.record("latest-per-day", passed=True)
    progress.record("latest-with-ties", passed=True)
    assert standing_of("latest-per-day") == standing_of("latest-with-ties") == "✓ passed"
    assert progress.read()["latest-with-ties"].tries == 3
    progress.record("latest-with-ties", passed=False)
    assert progress.read()["latest-with-ties"].tries == 3, "what has passed is tried no more"
    found = progress.read()["latest-per-day"]
    assert found == progress.Standing(3, "2026-10-01 09:00", RULES_VERSION)


def test_a_page_beside_it_shows_all_lessons(tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "file", lambda: tmp_path / "progress.txt")
    progress.record("latest-per-day", passed=True)
    page = (tmp_path / "progress.html").read_text(encoding="utf-8")
    assert "■□□□□   1 of 5  04-keeping-the-latest" in page and "1 of " in page
    assert "points" in page and "latest-with-ties" in page


def test_a_folder_that_cannot_be_written_to_is_told_in_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "my").write_text("a file", encoding="utf-8")
    monkeypatch.setenv("WORKBOOK_MY", str(tmp_path / "my"))
    with pytest.raises(WorkbookError, match=r"not recorded in your progress: .*my can't be written to \("):
        progress.record("latest-per-day", passed=True)
