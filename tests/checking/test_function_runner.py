"""Answers in Python: misdeeds refused by name, faults told, and each statement of each right answer failed."""

import contextlib
import time

import pytest

from workbook import checking, paths
from workbook.checking import function_source
from workbook.checking.context import Context, databases_for_checks
from workbook.checking.function_runner import FunctionRunner
from workbook.checking.instrumented_drivers import CLIENT, SERVER, StatementHook
from workbook.checking.limits import Limits
from workbook.databases.fixtures import Table
from workbook.exercises import answer_files, registry
from workbook.exercises.answer_files import AnswerFile
from workbook.exercises.fixtures import Scenario

LESSON = "02-transactions"


def right_answers() -> list[AnswerFile]:
    found = [f for f in answer_files.of_lesson(LESSON) if f.kind == "right" and f.exercise.kind == "py"]
    assert len(found) > 20
    return found


def checks(exercise: str, context: Context):
    """The check of an exercise, called with a source."""
    found = registry.load(LESSON).exercises[exercise]
    return lambda source: checking.check(found, source, context)


@pytest.fixture
def check(home, context):
    return checks("replace-all", context)


@pytest.fixture
def check_quickly(home):
    """As `check`, of calls that may take two seconds."""
    with contextlib.closing(Context(limits=Limits(call_seconds=2))) as context:
        yield checks("replace-all", context)


@pytest.fixture
def check_autocommit(home, context):
    return checks("replace-all-autocommit", context)


GOOD = """
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM nps")
        cur.executemany("INSERT INTO nps VALUES (%s, %s, %s)", rows)
"""


@pytest.mark.parametrize("right", right_answers(), ids=lambda right: right.path.stem)
def test_no_statement_of_a_right_answer_leaves_a_half_done_table(home, right):
    exercise = right.exercise
    function, wrong = function_source.defined(right.answer, exercise.function, Limits())
    assert not wrong
    scenario = exercise.scenarios[0]
    runner = FunctionRunner(exercise.parts, databases_for_checks(), exercise.autocommit)
    try:
        run = runner.run(function, scenario, exercise.table)
        before, after = run.observations[0].rows, run.rows(exercise.table)
        assert run.error is None
        assert before != after
        assert {seen.rows for seen in run.observations} == {before, after}
        for at in range(1, len(run.statements) + 1):
            for how in (SERVER, CLIENT):
                failed = runner.run(function, scenario, exercise.table, StatementHook(fail_at=at, how=how))
                statement = f"statement {at}, {how}: {run.statements[at - 1][:80]}"
                left, seen = failed.rows(exercise.table), {each.rows for each in failed.observations}
                # Nothing changed and the caller hears of it; or, of a fault that happens once, it tried again.
                if failed.error is not None:
                    assert (left, seen) == (before, {before}), statement
                else:
                    assert left == after and seen <= {before, after}, statement
                    assert right.path.stem.endswith("-retried"), statement
    finally:
        runner.close()


@pytest.mark.parametrize(
    "source, words",
    [
        ("def replace_all(conn, rows):\n    while True: pass", "it did not return within 2 seconds"),
        (
            "def replace_all(conn, rows):\n    conn.cursor().execute('SELECT pg_sleep(60)')",
            "it did not return within 2 seconds",
        ),
        ("import sys\ndef replace_all(conn, rows): sys.exit()", "it ends with sys.exit()"),
        (f"def replace_all(conn, rows):{GOOD}    conn.close()", "it closed the connection"),
        ("def replace_all(conn, rows): print('x' * 10**6)", "it printed 1,000,001 characters; they begin: 'xxx"),
        ("def replace_all(conn, rows)\n    pass", "it is not Python that can be read: expected ':' in line 1"),
        ("x = 1", "it defines no function replace_all"),
        ("replace_all = 3", "replace_all is a int, not a function"),
        ("1 / 0", "its lines outside of the function raise ZeroDivisionError: division by zero"),
        ("def replace_all(conn): pass", "it should take (conn, rows)"),
        ("def replace_all(conn, rows, table): pass", "it should take (conn, rows)"),
        ("def replace_all(conn, rows):\n    yield conn", "a call runs none of its lines"),
        ("async def replace_all(conn, rows): pass", "a call runs none of its lines"),
        ("def replace_all(conn, rows): pass", "it sent no statement through the connection"),
        (
            "from psycopg2.extras import DictCursor\ndef replace_all(conn, rows):\n    cur = DictCursor(conn)\n"
            "    cur.execute('DELETE FROM nps')\n    conn.commit()",
            "it made a cursor past the connection",
        ),
        ("import psycopg2\ndef replace_all(conn, rows): psycopg2.connect('')", "it opens its own connection"),
        (
            "from pymysql import connect\ndef replace_all(conn, rows): connect()",
            "it opens its own connection",
        ),
        (
            "from psycopg2 import connect\ndef replace_all(conn, rows):\n    try: connect('')\n"
            f"    except Exception: pass{GOOD}",
            "it opens its own connection",
        ),
        (
            "import threading, time\ndef replace_all(conn, rows):\n"
            f"    threading.Thread(target=time.sleep, args=(60,), daemon=True).start(){GOOD}",
            "it left 1 thread running",
        ),
        (
            f"def replace_all(conn, rows):\n    conn.set_session(isolation_level='SERIALIZABLE'){GOOD}",
            "it left conn.isolation_level at 3; it was 1",
        ),
        (f"def replace_all(conn, rows):\n    conn.readonly = False{GOOD}", "it left conn.readonly at False"),
        (
            "def replace_all(conn, rows):\n    with conn, conn.cursor() as cur:\n"
            f"        cur.execute(\"SET default_transaction_isolation = 'serializable'\"){GOOD}",
            "it left the session's isolation at serializable",
        ),
    ],
)
def test_a_violation_is_refused_by_name(check_quickly, source, words):
    verdict = check_quickly(source)
    assert not verdict.passed
    assert words in str(verdict), verdict
    assert len(verdict.lines) == 1, verdict


def test_the_databases_serve_the_next_answer_after_any_violation(check_quickly):
    check = check_quickly
    for source in (
        "def replace_all(conn, rows): conn.close()",
        "def replace_all(conn, rows):\n    conn.cursor().execute('DROP SCHEMA public CASCADE')\n    conn.commit()",
        "def replace_all(conn, rows):\n    conn.cursor().execute('SELECT pg_terminate_backend(pg_backend_pid())')",
        "def replace_all(conn, rows):\n    conn.cursor().execute('SET search_path TO nowhere')\n    conn.commit()",
        "def replace_all(conn, rows):\n"
        "    conn.cursor().execute('ALTER ROLE CURRENT_USER SET default_transaction_read_only = on')\n"
        "    conn.commit()\n    conn.close()",
        "def replace_all(conn, rows):\n    conn.tpc_begin('x')",
        "def replace_all(conn, rows):\n    conn.cursor().execute('LOCK TABLE nps')\n    while True: pass",
        "import psycopg2.extras\ndef replace_all(conn, rows): conn.cursor_factory = psycopg2.extras.DictCursor",
    ):
        assert not check(source).passed, source
    assert check(f"def replace_all(conn, rows):{GOOD}").passed


def test_a_fault_is_told_in_three_lines(check):
    verdict = check(
        "def replace_all(conn, rows):\n"
        "    cur = conn.cursor()\n"
        "    cur.execute('DELETE FROM nps')\n"
        "    conn.commit()\n"
        "    for row in rows:\n"
        "        cur.execute('INSERT INTO nps VALUES (%s, %s, %s)', row)\n"
        "    conn.commit()\n"
    )
    (line,) = [line for line in verdict.lines if line.rule == "faults"]
    said = line.text.split("\n")
    assert said[0].startswith("a failure leaves the table empty: the rows were deleted and committed before")
    assert said[1].startswith("statement 3 of 6 was refused by the server: INSERT INTO nps VALUES (4,")
    assert said[2] == (
        "nps held 3 rows before, and 0 rows after; the caller got RaiseException:"
        " refused, to see what your function does"
    )
    assert said[3:] == ["another session, at that moment, saw 0 rows"]


def test_a_failure_that_nobody_hears_is_told_so(check):
    verdict = check(
        "def replace_all(conn, rows):\n"
        "    try:\n"
        f"{GOOD.replace('    with', '        with').replace('        cur', '            cur')}"
        "    except Exception as error:\n"
        "        return error\n"
    )
    (line,) = [line for line in verdict.lines if not line.ok]
    assert line.text.startswith("the failure goes unnoticed: after ROLLBACK, raise the error again")
    assert "the caller got no error" in line.text
    assert "another session, at that moment, saw 3 rows" in line.text


def test_wrong_rows_come_first_and_alone(check):
    verdict = check("def replace_all(conn, rows):\n    conn.cursor().execute('SELECT 1; COMMIT')")
    assert [line.rule for line in verdict.lines if line.ok] == []
    assert verdict.lines[0].rule == "state"
    assert "Nothing changed" in str(verdict)


@pytest.mark.parametrize("call", ["commit", "rollback"])
def test_a_method_that_does_not_end_a_manual_begin_is_refused(check_autocommit, call):
    end = {"commit": "conn.commit()", "rollback": "cur.execute('COMMIT')"}[call]
    verdict = check_autocommit(
        "def replace_all(conn, rows):\n"
        "    cur = conn.cursor()\n"
        "    cur.execute('BEGIN')\n"
        "    try:\n"
        "        cur.execute('DELETE FROM nps')\n"
        "        cur.executemany('INSERT INTO nps VALUES (%s, %s, %s)', rows)\n"
        f"        {end}\n"
        "    except Exception:\n"
        "        conn.rollback()\n"
        "        raise\n"
    )
    assert not verdict.passed
    assert f"conn.{call}() did not end the transaction that your BEGIN began" in str(verdict)


def test_a_second_run_that_does_not_end_is_an_error(home):
    runner = FunctionRunner(("conn",), databases_for_checks(), limits=Limits(call_seconds=0.5))
    calls = []

    def ends_once(conn, rows):
        calls.append(1)
        while len(calls) > 1:
            time.sleep(0.01)

    run = runner.run(ends_once, Scenario("t", [Table("t", {"n": "INT"})], arguments=([],)), "t")
    assert run.error is None
    assert "did not return within 0.5 seconds" in str(run.again())
    runner.close()


def test_a_commit_inside_of_a_statement_is_seen(check_autocommit):
    verdict = check_autocommit(
        "def replace_all(conn, rows):\n"
        "    cur = conn.cursor()\n"
        "    insert = 'INSERT INTO nps VALUES (%s, %s, %s);'\n"
        "    inserts = ''.join(cur.mogrify(insert, row).decode() for row in rows)\n"
        "    cur.execute(f'DO $$ BEGIN DELETE FROM nps; COMMIT; {inserts} END $$')\n"
    )
    assert "another session sees nps half done" in str(verdict)
    assert "another session saw: 0 rows" in str(verdict)


def test_a_table_that_a_failure_leaves_in_the_next_runs_way_is_refused(check):
    verdict = check(
        "def replace_all(conn, rows):\n"
        "    with conn, conn.cursor() as cur:\n"
        "        cur.execute('CREATE TABLE stage (LIKE nps)')\n"
        "    with conn, conn.cursor() as cur:\n"
        "        cur.executemany('INSERT INTO stage VALUES (%s, %s, %s)', rows)\n"
        "        cur.execute('DELETE FROM nps; INSERT INTO nps SELECT * FROM stage; DROP TABLE stage')\n"
    )
    assert not verdict.passed
    assert "a failure leaves a table behind, and the next run stops on it" in str(verdict)
    assert 'the next run stops with DuplicateTable: relation "stage" already exists' in str(verdict)


def test_the_programs_shown_are_those_that_are_run():
    shown = (paths.LESSONS / LESSON / "exercises.md").read_text(encoding="utf-8")
    for name, program in registry.load_module(LESSON, "programs").PROGRAMS.items():
        assert f'`"{name}"`\n\n```python\n{program}```' in shown


def test_a_function_that_waits_for_mysql_is_stopped_too(home):
    runner = FunctionRunner(("source", "conn"), databases_for_checks(), limits=Limits(call_seconds=1))
    t = Table("t", {"n": "INT"}, [(1,)])
    scenario = Scenario("t", [t], [t])

    def sleeps(source, conn):
        source.cursor().execute("SELECT sleep(60) FROM t")

    def counts(source, conn):
        with source.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM t")
            assert cursor.fetchone() == (1,)

    started = time.monotonic()
    assert "it did not return within 1 seconds" in runner.run(sleeps, scenario, "t").violations[0]
    assert time.monotonic() - started < 10
    again = runner.run(counts, scenario, "t")
    assert (again.error, again.violations) == (None, [])
    runner.close()
