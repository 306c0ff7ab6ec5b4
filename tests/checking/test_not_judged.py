"""What is not the answer's fault is told in one sentence, and is no refusal."""

import contextlib
import errno
import time

import psycopg2
import pymysql
import pytest
from botocore.exceptions import ClientError

from workbook import checking, paths
from workbook.checking import not_judged, sql_check, subprocess_check
from workbook.checking.context import Context
from workbook.checking.limits import Limits, call_within
from workbook.databases.sql_session import ServerGone, SqlError
from workbook.errors import NotJudged, TooSlow, WorkbookError
from workbook.exercises.kinds import PredictExercise
from workbook.exercises.verdicts import Line, Verdict
from workbook.servers import fair_clock

REFUSED, PASSED = Verdict("x", [Line(False, "rule", "no")]), Verdict("x", [Line(True, "rule", "yes")])


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path))


def judged(judge, silent=lambda: {}):
    return Context(silent=silent).judged("an-exercise", judge, lambda verdict: not verdict.passed)


def fails(error):
    def judge():
        raise error

    return judge


def test_a_fault_of_ours_says_so_and_where_its_traceback_lies():
    with pytest.raises(NotJudged) as caught:
        judged(fails(KeyError("of ours")))
    [file] = (paths.home() / "faults").iterdir()
    assert str(file) in str(caught.value)
    assert "fault of the workbook (KeyError), not of your answer" in str(caught.value)
    assert "\n" not in str(caught.value)
    text = file.read_text(encoding="utf-8")
    assert "an-exercise" in text
    assert "in judge" in text and "KeyError: 'of ours'" in text


def test_a_query_of_ours_that_the_server_refuses_is_a_fault_of_ours():
    with pytest.raises(NotJudged, match="fault of the workbook"):
        judged(fails(SqlError("ERROR:  no such column", "42703")))


def test_old_tracebacks_make_room_for_new_ones():
    for number in range(not_judged.KEPT + 5):
        last = not_judged.keep(f"number {number}", "an-exercise")
    kept = list((paths.home() / "faults").iterdir())
    assert len(kept) == not_judged.KEPT
    assert last in kept


def test_a_fault_that_can_not_be_written_down_is_told_all_the_same(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path / "file"))
    with pytest.raises(NotJudged, match="could not be written"):
        judged(fails(KeyError()))


@pytest.mark.parametrize(
    "silent, words",
    [({"source": True}, "source .MySQL. is not running"), ({"store": False}, "S3. does not answer")],
)
def test_a_refusal_stands_only_if_the_servers_answer(silent, words):
    with pytest.raises(ServerGone, match=words):
        judged(lambda: REFUSED, lambda: silent)
    assert judged(lambda: PASSED, lambda: silent) is PASSED
    assert judged(lambda: REFUSED) is REFUSED


def test_an_error_behind_which_a_server_is_gone_is_no_fault_of_ours():
    with pytest.raises(ServerGone, match="warehouse"):
        judged(fails(ValueError("whatever the driver makes of it")), lambda: {"warehouse": True})
    assert not (paths.home() / "faults").exists()


def test_lost_connections_are_tried_once_more():
    tries = []

    def judge():
        tries.append(1)
        if len(tries) == 1:
            raise psycopg2.OperationalError("server closed the connection unexpectedly")
        return PASSED

    assert judged(judge) is PASSED
    assert len(tries) == 2


def test_a_machine_that_is_too_slow_is_tried_once_more_and_no_answer_is_at_fault():
    tries = []

    def judge():
        tries.append(1)
        raise TooSlow("The machine is too busy.")

    with pytest.raises(TooSlow):
        judged(judge)
    assert len(tries) == 2


class DiskFull(psycopg2.Error):
    pgcode = "53100"


def said_by_store(code):
    return ClientError({"Error": {"Code": code, "Message": "…"}}, "PutObject")


@pytest.mark.parametrize(
    "error, words",
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk is full"),
        (DiskFull(), "disk is full"),
        (SqlError("ERROR:  could not extend file: No space left on device"), "disk is full"),
        (pymysql.err.OperationalError(1021, "Disk full (/tmp); waiting"), "disk is full"),
        (said_by_store("InternalError"), "disk is full"),
        (psycopg2.OperationalError('FATAL:  password authentication failed for user "x"'), "warehouse .* refuses"),
        (pymysql.err.OperationalError(1045, "Access denied for user"), "source .* refuses"),
        (said_by_store("SignatureDoesNotMatch"), "S3. refuses"),
        (pymysql.err.OperationalError(1040, "Too many connections"), r"source .* can't serve now \(Too many"),
    ],
)
def test_what_the_machine_or_a_server_lacks_is_named(error, words):
    with pytest.raises(NotJudged, match=words):
        judged(fails(error))
    assert not (paths.home() / "faults").exists()


def test_a_sentence_of_ours_stays_as_it_is():
    with pytest.raises(WorkbookError, match=r"^Type make airflow\.$"):
        judged(fails(WorkbookError("Type make airflow.")))


def test_a_call_that_meets_a_full_disk_is_not_judged_also_where_it_raises_another_error():
    def function():
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError as error:
            raise RuntimeError("the load failed") from error

    with pytest.raises(NotJudged, match="disk is full"):
        call_within(Limits(), function, 5, lambda: None)


def test_a_call_is_told_with_its_limit_and_its_end():
    told = []
    call_within(Limits(begins=told.append), lambda: None, 7, lambda: None)
    assert told == [7, 0]


def test_a_call_on_a_machine_that_gives_nothing_is_not_refused(monkeypatch):
    monkeypatch.setattr(fair_clock, "MOST", 1.5)  # or it would take twenty times the limit
    clock = fair_clock.FairClock
    meters = fair_clock.Meters(used=lambda: 0.0, waited=lambda: 0.0, share=lambda: 0.01)
    monkeypatch.setattr("workbook.checking.limits.FairClock", lambda every: clock(every, meters))
    began = time.monotonic()
    with pytest.raises(TooSlow, match=r"whether a call takes 0\.2 seconds"):
        call_within(Limits(), lambda: time.sleep(60), 0.2, lambda: None)
    assert time.monotonic() - began < 30


def test_a_sql_answer_that_meets_a_full_disk_is_not_judged():
    class Exercise:
        id, engine, fixtures, rules = "x", "warehouse", (None,), ()

    class Run:
        error = SqlError("ERROR:  could not extend file", "53100")

    with pytest.raises(NotJudged, match="disk is full"):
        sql_check.SqlCheck(Exercise(), "SELECT 1").saw(Run())


@pytest.mark.parametrize("guess", [[["rows"]], [{"rows"}], ({"a": []},)])
def test_a_guess_that_no_set_can_hold_is_refused(guess):
    exercise = PredictExercise(
        "guess",
        lambda context: None,
        lambda found: {"way": {"rows"}},
        lambda *given: "It kept rows.",
        ("", "", ""),
    )
    with contextlib.closing(Context(silent=lambda: {})) as context:
        verdict = checking.check(exercise, {"way": guess}, context)
    assert not verdict.passed
    assert "you wrote" in str(verdict)
    assert checking.check(exercise, {"way": ["rows", "rows"]}, context).passed


class Sent:
    """A pipe on which these messages wait, one a look; then none."""

    def __init__(self, *messages):
        self.messages = list(messages)

    def poll(self, seconds):
        return bool(self.messages)

    def recv(self):
        return self.messages.pop(0)


class Ticking:
    """A clock that goes on by so many fair seconds a look."""

    def __init__(self, step, slow=False):
        self.step, self.slow = step, slow

    def __call__(self, every, meters):
        clock = Ticking(self.step, self.slow)
        clock.seconds = 0.0
        return clock

    def look(self):
        self.seconds += self.step
        return self.seconds

    def too_slow(self, limit):
        return self.slow


def heard(monkeypatch, pipe, clock):
    monkeypatch.setattr(subprocess_check, "FairClock", clock)
    return subprocess_check._heard(pipe)


def test_a_call_that_nothing_stops_is_refused_by_its_limit(monkeypatch):
    assert (
        heard(monkeypatch, Sent(5.0), Ticking(10.0)) == "it did not return within 5 seconds, and nothing stops it."
    )


def test_each_call_has_its_own_time(monkeypatch):
    calls = [each for _ in range(50) for each in (5.0, 0)]  # far more than any one limit in all
    assert heard(monkeypatch, Sent(*calls, PASSED), Ticking(10.0)) is PASSED


@pytest.mark.parametrize("silent", [{"warehouse": False}, {}], ids=["one is stuck", "all answer"])
def test_a_process_that_nothing_stops_may_wait_for_a_server_that_is_stuck(monkeypatch, silent):
    monkeypatch.setattr(subprocess_check, "_heard", lambda pipe: "it did not return")
    monkeypatch.setattr(subprocess_check.servers, "silent", lambda: silent)
    if silent:
        with pytest.raises(ServerGone, match="does not answer"):
            subprocess_check.check("not-yesterday", "def day_of_run(run_date): ...")
    else:
        assert not subprocess_check.check("not-yesterday", "def day_of_run(run_date): ...").passed


def test_work_of_ours_that_does_not_end_is_not_the_answers(monkeypatch):
    assert isinstance(heard(monkeypatch, Sent(5.0, 0), Ticking(10.0)), NotJudged)
    assert isinstance(heard(monkeypatch, Sent(5.0), Ticking(0.0, slow=True)), NotJudged)
