"""Several answers that only ask are checked together: each gets the verdict that it would get alone."""

import pytest

from workbook import checking
from workbook.checking import sql_check
from workbook.checking.rules.result_rows import ResultRows
from workbook.checking.rules.table_rows import TableRows
from workbook.databases import loading
from workbook.databases.fixtures import Fixture, Table
from workbook.exercises import answer_files, registry
from workbook.exercises.kinds import SqlExercise

LATEST = "04-keeping-the-latest"
RIGHT = "SELECT id FROM t"


def rows(fixture):
    return [(row.id,) for row in fixture.rows("t")]


ASKED = ResultRows(("id",), rows)


def exercise(*rules, kind="BIGINT"):
    fixtures = [Fixture(name, warehouse=[Table("t", {"id": kind}, [(n,)])]) for n, name in enumerate("ab")]
    return SqlExercise("together", "warehouse", fixtures, rules or [ASKED], hints=("", "", ""))


@pytest.fixture
def loads(home, monkeypatch, context):
    """The names of the fixtures that were made, in order."""
    found = []
    load = loading.load_warehouse

    def counted(connection, fixture, *first):
        found.append(fixture.name)
        load(connection, fixture, *first)

    monkeypatch.setattr(loading, "load_warehouse", counted)
    context.forget()
    return found


def test_each_gets_the_verdict_that_it_gets_alone(home, context):
    of = registry.load(LATEST).exercises["latest-with-ties"]
    files = [file for file in answer_files.of_lesson(LATEST) if file.exercise is of]
    assert {file.kind for file in files} == {"right", "wrong"}
    texts = ["", *(file.answer for file in files), "SELECT 1 +"]
    together = [str(check.verdict) for check in sql_check.check_together(of, texts, context)]
    assert together == [str(checking.check(of, text, context)) for text in texts]
    assert [check.verdict.passed for check in sql_check.check_together(of, [texts[1], "nonsense"], context)] == [
        files[0].kind == "right",
        False,
    ]


def test_a_table_that_was_only_asked_is_made_once(loads, context):
    found = sql_check.check_together(
        exercise(), [RIGHT, "SELECT 7 AS id", "TABLE t", "WITH x AS (TABLE t) TABLE x"], context
    )
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
def test_after_a_change_it_is_made_anew(loads, changes, context):
    calls = []
    found = sql_check.check_together(exercise(), [changes, RIGHT], context, lambda: calls.append(len(loads)))
    assert found[1].verdict.passed
    assert loads[:2] == ["a", "a"]
    assert calls[0] == 1  # behind the first run, before the table was made anew


def test_a_sequence_goes_on_in_silence_so_its_table_is_made_anew(loads, context):
    found = sql_check.check_together(exercise(kind="BIGSERIAL"), [RIGHT, RIGHT], context)
    assert all(check.verdict.passed for check in found)
    assert loads == ["a", "a", "b", "b"]


def test_settings_and_locks_of_one_do_not_reach_the_next(home, context):
    bad = "SELECT set_config('search_path', 'nowhere', false), pg_advisory_lock(1)::text AS id"
    locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
    found = sql_check.check_together(exercise(), [bad, f"SELECT id FROM t WHERE ({locks}) = 0"], context)
    assert [check.verdict.passed for check in found] == [False, True]


def test_what_looks_at_the_database_is_never_kept(loads, context):
    of = exercise(ASKED, TableRows("t", ("id",), rows))
    assert not of.asks_only
    assert all(check.verdict.passed for check in sql_check.check_together(of, [RIGHT, RIGHT], context))
    assert loads == ["a", "a", "b", "b"]
