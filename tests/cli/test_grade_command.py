"""`workbook grade` as a teacher types it, with a class.toml beside the submissions."""

import os
import subprocess
import sys

from tests.grading.submitted_notebooks import LATEST, answer, filled, hand_in

RIGHT = {"latest-per-day": answer(LATEST, "right-latest-per-day-row-number.sql")}
CLASS = """roster = "names.csv"
due = "2026-09-14 23:59 Asia/Seoul"
late_penalty = "10%/day"
"""


def workbook(folder, *words):
    command = [sys.executable, "-m", "workbook", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", env={**os.environ})


def test_a_class_is_graded_by_its_file_in_parts_and_then_as_a_whole(home, tmp_path):
    ada = hand_in(tmp_path / "submitted", "ada", LATEST, filled(LATEST, RIGHT)).parent
    (ada / "timestamp.txt").write_text("2026-09-15 20:00:00.000000 UTC", encoding="utf-8")
    (tmp_path / "class.toml").write_text(CLASS, encoding="utf-8")
    (tmp_path / "names.csv").write_text("name\nada\nbora\n", encoding="utf-8")
    command = ["grade", "submitted", "-o", "grades"]
    for part in ("1/2", "2/2"):
        done = workbook(tmp_path, *command, "--seed", "4", "--shard", part)
        assert done.returncode == 0, done.stderr
        assert f"Part {part} is graded." in done.stdout
        assert not (tmp_path / "grades" / "grades.csv").exists()
    done = workbook(tmp_path, *command)
    assert done.returncode == 0, done.stderr
    assert "0 notebooks graded, 1 stood already" in done.stdout
    assert f"{LATEST}: 1 students, 0.8 of 5 points, 1 late, 1 handed in nothing" in done.stdout
    assert "bora," in (tmp_path / "grades" / "grades.csv").read_text(encoding="utf-8")


def test_bad_options_are_one_sentence_before_anything_is_graded(tmp_path):
    hand_in(tmp_path / "submitted", "ada", LATEST, b"")
    command = ["grade", "submitted", "-o", "grades"]
    for words, says in (
        (["--due", "tomorrow"], "--due: 'tomorrow' is no moment"),
        (["--late-penalty", "1 point"], "The late penalty '1 point' can't be read"),
        (["--class", "nowhere.csv"], "nowhere.csv can't be read: No such file"),
        (["--shard", "3"], "as 3/50, the first one 1/50; not '3'."),
    ):
        done = workbook(tmp_path, *command, *words)
        assert (done.returncode, done.stdout) == (1, "")
        assert says in done.stderr and len(done.stderr.strip().split("\n")) == 1
        assert not (tmp_path / "grades").exists()
