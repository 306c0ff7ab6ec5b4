"""Several answers that only ask are checked together: each gets the verdict that it would get alone."""

import pytest

from workbook import answer_files, exercises, loading
from workbook.exercises import SqlExercise
from workbook.fixtures import Fixture, Table
from workbook.rules.rows import Match
from workbook.rules.state import Holds

LATEST = "04-keeping-the-latest"
RIGHT = "SELECT id FROM t"


def rows(fixture):
    return [(row.id,) for row in fixture.rows("t")]


ASKED = Match(("id",), rows)


def exercise(*rules, kind="BIGINT"):
    fixtures = [Fixture(name, warehouse=[Table("t", {"id": kind}, [(n,)])]) for n, name in enumerate("ab")]
    return SqlExercise("together", "warehouse", fixtures, rules or [ASKED], hints=("", "", ""))


@pytest.fixture
def loads(home, monkeypatch):
    """The names of the fixtures that were made, in order."""
    found = []
    load = loading.load_warehouse

    def counted(connection, fixture):
        found.append(fixture.name)
        load(connection, fixture)

    monkeypatch.setattr(loading, "load_warehouse", counted)
    exercises.forget_runners()
    return found


def test_each_gets_the_verdict_that_it_gets_alone(home):
    of = exercises.load(LATEST).exercises["latest-with-ties"]
    files = [file for file in answer_files.of_lesson(LATEST) if file.exercise is of]
    assert {file.kind for file in files} == {"right", "wrong"}
    texts = ["", *(file.answer for file in files), "SELECT 1 +"]
    together = [str(check.verdict) for check in of.check_all(texts)]
    assert together == [str(of.check(text)) for text in texts]
    assert [check.verdict.passed for check in of.check_all([texts[1], "nonsense"])] == [
        files[0].kind == "right",
        False,
    ]


def test_a_table_that_was_only_asked_is_made_once(loads):
    found = exercise().check_all([RIGHT, "SELECT 7 AS id", "TABLE t", "WITH x AS (TABLE t) TABLE x"])
    assert [check.verdict.passed for check in found] == [True, False, True, True]
    assert loads == ["a", "b"]


@pytest.mark.parametrize(
    "changes",
    [
        "WITH gone AS (DELETE FROM t RETURNING id) SELECT id FROM gone",
        "DELETE FROM t; SELECT 7 AS id",
        "SELECT id INTO u FROM t",
        "SELECT nothing FROM t",
        "SELECT lo_creat(-1)::bigint AS id",
    ],
)
def test_after_a_change_it_is_made_anew(loads, changes):
    calls = []
    found = exercise().check_all([changes, RIGHT], lambda: calls.append(len(loads)))
    assert found[1].verdict.passed
    assert loads[:2] == ["a", "a"]
    assert calls[0] == 1  # behind the first run, before the table was made anew


def test_a_sequence_goes_on_in_silence_so_its_table_is_made_anew(loads):
    found = exercise(kind="BIGSERIAL").check_all([RIGHT, RIGHT])
    assert all(check.verdict.passed for check in found)
    assert loads == ["a", "a", "b", "b"]


def test_settings_and_locks_of_one_do_not_reach_the_next(home):
    bad = "SELECT set_config('search_path', 'nowhere', false), pg_advisory_lock(1)::text AS id"
    locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
    found = exercise().check_all([bad, f"SELECT id FROM t WHERE ({locks}) = 0"])
    assert [check.verdict.passed for check in found] == [False, True]


def test_what_looks_at_the_database_is_never_kept(loads):
    of = exercise(ASKED, Holds("t", ("id",), rows))
    assert not of.asks_only
    assert all(check.verdict.passed for check in of.check_all([RIGHT, RIGHT]))
    assert loads == ["a", "a", "b", "b"]
