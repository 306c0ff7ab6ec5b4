"""All that a learner's process made is removed, whatever it is named and however deep it is."""

# ruff: noqa: PTH102, PTH208, PTH211  # names in bytes are for os alone

import os

import pytest

from workbook.grading.sandbox import removal

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a sandbox needs fork, which Windows has not")


@pytest.fixture
def made(tmp_path, monkeypatch):
    folder = tmp_path / "store"
    folder.mkdir()
    monkeypatch.chdir(folder)
    yield folder
    os.chdir(tmp_path)


def test_three_thousand_folders_in_each_other_of_odd_names(made, tmp_path):
    (tmp_path / "mine").write_text("kept", encoding="utf-8")
    os.mkdir(b"closed", 0)
    for n in range(3_000):
        name = (b"\xff", b"\x1b[2J", b"0", b"-rf", b"\n", "\u202e".encode())[n % 6]
        os.mkdir(name)
        os.chdir(name)
        if n % 500 == 0:
            os.symlink(tmp_path, b"link")
            os.mkfifo(b"pipe")
            os.mkdir(b"closed", 0)
    os.chdir(tmp_path)
    removal.remove(made)
    assert sorted(os.listdir(tmp_path)) == ["mine"]
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "kept"


def test_folders_side_by_side_that_nobody_may_enter(made):
    for n in range(300):
        inner = made / str(n) / "0" / "1"
        inner.mkdir(parents=True)
        (inner / "file").touch()
        for folder in (inner, inner.parent, inner.parent.parent):
            folder.chmod(0)
    removal.empty(made)
    assert os.listdir(made) == []
