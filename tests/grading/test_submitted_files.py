"""Files and folders that are handed in: which are taken, and what odd ones cost."""

import os

import pytest

from tests.grading.submitted_notebooks import LATEST, hand_in
from workbook.errors import WorkbookError
from workbook.grading import safe_text, submissions
from workbook.grading.submissions import Submission, Unreadable


def fetched(submitted, student="kim"):
    found = submissions.fetch(Submission(student, LATEST, submitted / student / LATEST))
    return found.data, list(found.remarks)


def test_the_notebook_of_the_lesson_is_taken_among_several(tmp_path):
    hand_in(tmp_path, "kim", LATEST, b"this")
    hand_in(tmp_path, "kim", LATEST, b"other", "Copy.ipynb")
    assert fetched(tmp_path) == (b"this", ["Only keeping-the-latest.ipynb was graded, not Copy.ipynb."])


def test_one_with_another_name_is_taken(tmp_path):
    hand_in(tmp_path, "kim", LATEST, b"this", "homework.ipynb")
    assert fetched(tmp_path)[0] == b"this"


def test_a_large_notebook_is_not_read(tmp_path):
    with hand_in(tmp_path, "kim", LATEST, b"").open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(Unreadable, match="has 50 MB, and at most 20 MB"):
        fetched(tmp_path)


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "none"])
def test_what_is_no_file_is_refused(tmp_path, kind):
    path = hand_in(tmp_path, "kim", LATEST, b"this")
    path.unlink()
    if kind == "link":
        path.symlink_to(hand_in(tmp_path, "lee", LATEST, b"that"))
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    says = {
        "link": "it is a link",
        "pipe": "no plain file",
        "folder": "is a directory",
        "none": "no notebook",
    }
    with pytest.raises(Unreadable, match=says[kind]):
        fetched(tmp_path)


def test_folders_are_found_and_others_named(tmp_path):
    hand_in(tmp_path, "김", LATEST, b"")
    hand_in(tmp_path, "lee", "04-latest", b"")
    hand_in(tmp_path, "a\nb", LATEST, b"")
    (tmp_path / ".hidden").mkdir()
    found, left_out = submissions.find(tmp_path, [LATEST])
    assert [(each.student, each.lesson) for each in found] == [("김", LATEST)]
    assert "can't be printed" in left_out[0]
    assert "04-latest: left out, since no lesson has this name." in left_out[1]


def test_names_that_are_no_text_or_act_are_left_out_and_cost_nobody_else(tmp_path):
    hand_in(tmp_path, "kim", LATEST, b"")
    hand_in(tmp_path, "نیما\u200cپور", LATEST, b"")  # with a joiner, as Persian is written
    for name in (b"\xff\xfe", "a\u202eb".encode(), b"a\x1b[2J", "a\u200bb".encode()):
        (tmp_path / os.fsdecode(name) / LATEST).mkdir(parents=True)
    (tmp_path / "linked").symlink_to(tmp_path / "kim")
    (tmp_path / "kim" / "05-weather-forecast").symlink_to(tmp_path / "kim" / LATEST)
    (tmp_path / "kim" / os.fsdecode(b"04-\xff")).mkdir()
    found, left_out = submissions.find(tmp_path, [LATEST, "05-weather-forecast"])
    assert [each.student for each in found] == ["kim", "نیما\u200cپور"]
    assert len(left_out) == 7
    assert all(safe_text.clean(text) == text for text in left_out)
    assert sum("it is a link" in text for text in left_out) == 2
    assert sum("no text in UTF-8" in text for text in left_out) == 1


def test_names_of_notebooks_are_told_clean(tmp_path):
    hand_in(tmp_path, "kim", LATEST, b"this")
    for name in (b"\xff.ipynb", "\u202ebynpi.ipynb".encode(), b"\x1b[2J.ipynb", b"x" * 200 + b".ipynb"):
        hand_in(tmp_path, "kim", LATEST, b"", os.fsdecode(name))
    _, (remark,) = fetched(tmp_path)
    assert safe_text.clean(remark) == remark and len(remark) < 500


def test_of_many_notebooks_none_is_looked_at(tmp_path):
    for n in range(30):
        hand_in(tmp_path, "kim", LATEST, b"", f"{n}.ipynb")
    with pytest.raises(Unreadable, match="the folder holds 30 notebooks, and at most 12"):
        fetched(tmp_path)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may look into any folder")
def test_folders_that_may_not_be_read_cost_their_own(tmp_path):
    hand_in(tmp_path, "kim", LATEST, b"")
    closed = hand_in(tmp_path, "lee", LATEST, b"").parent
    for folder in (closed, closed.parent):
        folder.chmod(0)
        found, left_out = submissions.find(tmp_path, [LATEST])
        assert len(found) + len(left_out) == 2
    closed.parent.chmod(0o700)


def test_no_submissions_is_said(tmp_path):
    with pytest.raises(WorkbookError, match="There is no folder"):
        submissions.find(tmp_path / "none", [LATEST])
    hand_in(tmp_path, "kim", "04", b"")
    with pytest.raises(WorkbookError, match=f"holds no submission.*{LATEST}.*no lesson has this name"):
        submissions.find(tmp_path, [LATEST])
