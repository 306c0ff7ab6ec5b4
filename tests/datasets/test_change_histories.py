"""Random histories: the same each time, made small when they fail, and nothing of them is left on disk."""

import datetime as dt
from pathlib import Path

import pytest

from workbook import checking, paths
from workbook.datasets import change_histories
from workbook.datasets.change_histories import Change, History, smallest
from workbook.exercises import registry

ANSWERS = paths.LESSONS / "08-incremental" / "answers"
NOON = dt.datetime(2025, 3, 10, 12)
DAY = dt.timedelta(days=1)


def loaded(found: History, wanted, takes) -> list[tuple]:
    """What the days of a history leave: of each day the rows that are `wanted`, where nps `takes` them."""
    nps: dict[int, tuple] = {}
    runs = [(day, None if found.late else day) for day in found.days]
    runs += [(found.again, None)] if found.again else []
    for day, end in runs:
        for row in found.rows(end):
            if wanted(row, day) and takes(nps.get(row[0]), row):
                nps[row[0]] = row
    return sorted(nps.values())


def modified(row, day):
    return row[3].date() == day


def always(old, new):
    return True


def fails(wanted=modified, takes=always):
    return lambda found: loaded(found, wanted, takes) != found.rows()


def test_a_right_load_passes_all_histories():
    found, tried = smallest(fails(), 100, 60)
    assert found is None
    assert tried > 80


@pytest.mark.parametrize(
    ("wrong", "most"),
    [
        (fails(wanted=lambda row, day: row[1].date() == day), 2),  # by created_at
        (fails(takes=lambda old, new: old is None), 2),  # insert only
        (fails(wanted=lambda row, day: modified(row, day) and not row[4]), 1),  # withdrawals left out
        (fails(wanted=lambda row, day: modified(row, day) and row[3].time() > dt.time()), 1),  # > at the start
        (fails(wanted=lambda row, day: modified(row, day) and row[3].time() < dt.time(23, 59)), 1),  # 23:59
        (fails(takes=lambda old, new: old is None or old[2] < new[2]), 2),  # the higher score wins
        (fails(takes=lambda old, new: old is None or not old[4]), 2),  # withdrawn for good
        (lambda found: len({change.id for change in found.changes}) == 3, 3),  # as one that needs three answers
        (lambda found: not found.late and len(found.days) > 2, 2),  # one that needs a day without changes
    ],
)
def test_a_wrong_load_is_shown_by_the_fewest_changes(wrong, most):
    found, tried = smallest(wrong, 12, 60)
    assert found is not None and wrong(found)
    assert len(found.changes) <= most, found.told()
    assert tried <= 12 + 60 + 1
    assert smallest(wrong, 12, 60) == (found, tried)  # the same each time
    for n in range(len(found.changes)) if len(found.changes) > 1 else ():
        rest = found.changes[:n] + found.changes[n + 1 :]
        assert not wrong(History(rest, found.late)), "a change is shown that plays no part"


def test_few_tries_show_a_longer_history_and_no_wrong_one():
    wrong = fails(takes=lambda old, new: old is None)
    found, tried = smallest(wrong, 12, 3)
    assert wrong(found)
    assert tried <= 12 + 3


def test_an_answer_that_fails_by_chance_ends_too():
    calls = []

    def sometimes(found):
        calls.append(found)
        return len(calls) % 3 == 0

    found, _ = smallest(sometimes, 12, 20)
    assert found is not None
    assert len(calls) == len(set(calls)) <= 33


def test_histories_hold_the_moments_and_days_that_matter():
    drawn = []
    smallest(lambda found: bool(drawn.append(found)), 300, 1)
    changes = [change for found in drawn for change in found.changes]
    times = {change.at.time() for change in changes}
    assert times == set(change_histories.MOMENTS)
    days = {change.at.date() for change in changes}
    assert {dt.date(2024, 2, 29), dt.date(2025, 3, 30), dt.date(2025, 1, 1), dt.date(2025, 3, 9)} <= days
    assert any(found.late for found in drawn) and any(not found.late for found in drawn)
    assert any(found.again for found in drawn)
    assert any(change.deleted for change in changes)
    assert any(len(found.days) > len({change.at.date() for change in found.changes}) for found in drawn)

    def twice_in_a_day(found):
        seen = [(change.at.date(), change.id) for change in found.changes]
        return len(seen) > len(set(seen))

    def back(found):
        scores = {id: [c.score for c in found.changes if c.id == id] for id in change_histories.IDS}
        return any(s[n] == s[n + 2] != s[n + 1] for s in scores.values() for n in range(len(s) - 2))

    assert any(map(twice_in_a_day, drawn))
    assert any(map(back, drawn))
    assert all(list(found.changes) == sorted(found.changes, key=lambda change: change.at) for found in drawn)


def test_production_is_as_it_was_at_the_end_of_a_day():
    found = History(
        (
            Change(NOON, 1, 7, False),
            Change(NOON + DAY, 2, 3, False),
            Change(NOON + 2 * DAY, 1, 7, True),
        )
    )
    assert found.rows(NOON.date()) == [(1, NOON, 7, NOON, False)]
    assert found.rows() == [(1, NOON, 7, NOON + 2 * DAY, True), (2, NOON + DAY, 3, NOON + DAY, False)]
    assert [line[2] for line in found.told()] == ["answered", "answered", "withdrawn"]
    assert found.days == [dt.date(2025, 3, 10), dt.date(2025, 3, 11), dt.date(2025, 3, 12)]


def test_nothing_is_left_on_disk_and_nothing_printed(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    smallest(fails(takes=lambda old, new: old is None), 12, 60)
    smallest(fails(), 12, 60)
    assert list(Path.cwd().iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_the_verdict_tells_the_history(home, context):
    exercise = registry.load("08-incremental").exercises["incremental"]
    right = (ANSWERS / "right-incremental-plain.py").read_text(encoding="utf-8")
    answer = right.replace(" AND modified < %s", " AND modified < %s AND TIME(modified) <> '17:45:10'")
    assert answer != right
    verdict = checking.check(exercise, answer, context)
    (line,) = [line for line in verdict.lines if not line.ok]
    assert line.rule == "same as full"
    assert "1 change suffices to show it: the run for 2025-03-10, at its end" in line.text
    assert "2025-03-10 17:45:10   1  answered           0" in str(verdict)


def test_a_run_that_stops_is_told_with_its_day(home, context):
    exercise = registry.load("08-incremental").exercises["incremental"]
    answer = (ANSWERS / "wrong-incremental-prefix-of-another-day.py").read_text(encoding="utf-8")
    verdict = checking.check(exercise, answer, context)
    assert "the run for 2025-03-01 stops with an error: UniqueViolation" in str(verdict)
    assert "3 changes suffice to show it" in str(verdict)
    assert "2025-3-10 begins with 2025-3-1" in str(verdict)
