"""Hostile and odd submissions cost nobody else: the honest ones have their grades, and nothing is left behind.

Of all kinds those that take little time; bench/hostile.py has all of them, ten times.
"""

import stat

import pytest

from tests.grading import hostile_class
from workbook.grading import records
from workbook.grading.grade import grade, summary
from workbook.grading.pages import write_pages
from workbook.grading.sandbox import system

SEED = 20
RUNS = ("signals-the-rows", "deep-folders", "surrogate-error", "no-text", "writes-to-the-grader", "exits")


@pytest.mark.skipif(bool(system.missing()), reason=" ".join(system.missing()) or "all limits hold")
def test_nobody_else_pays(home, tmp_path, monkeypatch):
    kinds = [*hostile_class.FILES, *hostile_class.READING, *hostile_class.SQL, *RUNS]
    kinds = [each for each in kinds if each not in hostile_class.SLOW]
    submitted, grades, temporary = tmp_path / "submitted", tmp_path / "grades", tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    hostile_class.write_class(submitted, kinds)
    printed: list[str] = []
    done = grade(submitted, grades, seed=SEED, report=printed.append)
    write_pages(grades)

    of = {(each.student, each.lesson): each for each in records.read_all(grades)}
    for student, lesson in hostile_class.HONEST.items():
        verdicts = [result.verdict for result in of[student, lesson].results]
        assert sorted(verdicts) == ["missing"] * (len(verdicts) - 1) + ["passed"], student
    for kind in set(hostile_class.SQL) & set(kinds):  # an answer beside a hostile one is judged for itself
        ties = next(each for each in of[kind, hostile_class.LATEST].results if each.exercise == "latest-with-ties")
        assert ties.verdict == "passed", (kind, ties)
    assert hostile_class.told(grades, "\n".join([*printed, summary(done, [])]), SEED) == []
    assert (
        list(temporary.glob("elt-workbook-*")) == []
    )  # besides the socket of the process that others are forked from
    assert stat.S_IMODE(grades.stat().st_mode) == 0o700
    assert stat.S_IMODE((grades / "seed.txt").stat().st_mode) == 0o600
