"""`workbook check`: exit 0 for a right answer, 1 for a refused one, 2 where it could not be run."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from workbook import cli
from workbook.checking import sql_check
from workbook.notebook import progress

COMMAND = [sys.executable, "-m", "workbook", "check"]


@pytest.fixture
def check(home, tmp_path, monkeypatch):
    """Runs the verb on an answer's bytes in this process; gives the exit code and all that it printed."""
    monkeypatch.setenv("WORKBOOK_MY", str(tmp_path / "my"))

    def run(exercise, body, name="답 answer.sql"):
        file = tmp_path / name
        file.write_bytes(body)
        done = CliRunner().invoke(cli.app, ["check", exercise, str(file)])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    return run


@pytest.fixture
def command(home, tmp_path):
    """Runs the command in a process of its own."""

    def run(exercise, body, name="답 answer.sql", **environment):
        file = tmp_path / name
        file.write_bytes(body)
        env = {**os.environ, "WORKBOOK_MY": str(tmp_path / "my"), "PYTHONUTF8": "1", **environment}
        done = subprocess.run([*COMMAND, exercise, str(file)], capture_output=True, encoding="utf-8", env=env)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.mark.parametrize(
    "body",
    [
        b"SELECT count(*) AS answers FROM nps",
        b"\xef\xbb\xbfSELECT count(*) AS answers\r\nFROM nps;\r\n",
        b"-- first\nBEGIN;\nCREATE TEMP TABLE c AS SELECT count(*) AS answers FROM nps;\nCOMMIT;\nTABLE c;\n",
    ],
    ids=["plain", "Windows line ends", "several statements"],
)
def test_a_right_answer_is_0(command, body):
    code, printed = command("first-query", body)
    assert (code, "✓ first-query: passed" in printed) == (0, True)


@pytest.mark.parametrize(
    "body, words",
    [
        (b"SELECT 1 AS answers", "the rows differ"),
        (b"", "no SQL in the answer"),
        (b"-- nothing\r\n", "no SQL in the answer"),
        (b"SELECT count(*) AS answers FORM nps", "syntax error"),
        (b"SELECT '\x00'", "NUL"),
        ("SELECT '한".encode("euc-kr"), "not UTF-8"),
    ],
)
def test_a_wrong_answer_is_1(check, body, words):
    code, printed = check("first-query", body)
    assert (code, words in printed) == (1, True), printed


def test_what_is_not_the_answers_fault_is_2(command, check, home, tmp_path):
    code, printed = check("frist-query", b"SELECT 1")
    assert (code, "Did you mean: first-query" in printed) == (2, True)
    done = CliRunner().invoke(cli.app, ["check", "first-query", str(tmp_path / "none.sql")])
    assert (done.exit_code, "There is no file" in done.output) == (2, True)
    code, printed = command("first-query", b"SELECT 1", WORKBOOK_WAREHOUSE_URL="postgresql://a:b@127.0.0.1:1/c")
    assert code == 2, printed


def test_a_fault_of_ours_is_2_with_one_sentence_and_no_try_is_counted(check, home, monkeypatch):
    def stumble(self, run):
        raise KeyError("of ours")

    monkeypatch.setattr(sql_check.SqlCheck, "saw", stumble)
    code, printed = check("first-query", b"SELECT count(*) AS answers FROM nps")
    assert code == 2
    assert printed.startswith("workbook: not judged: This is a fault of the workbook (KeyError)")
    assert printed.count("\n") == 1
    [place] = re.findall(r"traceback is in (.*)\.\n", printed)
    assert "of ours" in Path(place).read_text(encoding="utf-8")
    assert progress.read() == {}


def test_a_login_that_is_refused_is_2(command, home, tmp_path):
    own = tmp_path / "home"
    shutil.copytree(home, own, ignore=lambda folder, names: [n for n in names if n != "state.json"])
    known = json.loads((own / "state.json").read_text(encoding="utf-8"))
    known["secret"] = "0" * len(known["secret"])
    (own / "state.json").write_text(json.dumps(known), encoding="utf-8")
    code, printed = command("first-query", b"SELECT 1", WORKBOOK_HOME=str(own))
    assert (code, "refuses the workbook's login" in printed) == (2, True), printed


def test_what_can_not_be_read_as_a_prediction_is_1(check):
    code, printed = check("what-survives", b'{"closed": {[1]}}', "guess.py")
    assert (code, "unhashable" in printed) == (1, True), printed


def test_a_notebook_whose_cell_is_no_python_is_told_the_line(command):
    code, printed = command("not-yesterday", cells("def day_of_run(run_date)\n    return 1"), "mine.ipynb")
    assert (code, "expected ':'" in printed) == (1, True), printed


def test_a_verdict_can_be_printed_in_any_locale(command):
    asked = b"SELECT count(*) AS answers FROM nps"
    given = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "TZ": "Asia/Seoul"}
    code, printed = command("first-query", asked, "answer.sql", **given)
    assert (code, "✓ first-query: passed" in printed) == (0, True), printed


def test_a_killed_check_leaves_nothing_that_the_next_one_trips_over(home, command, tmp_path):
    file = tmp_path / "sleeps.sql"
    file.write_text("CREATE TABLE nps2 (a int); BEGIN; LOCK TABLE nps; SELECT pg_sleep(5)", encoding="utf-8")
    running = subprocess.Popen([*COMMAND, "first-query", str(file)], env=dict(os.environ))
    time.sleep(2)  # long enough to be inside the answer; were it not yet, the test would prove less, not fail
    os.kill(running.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    running.wait()
    code, printed = command("first-query", b"SELECT count(*) AS answers FROM nps")
    assert code == 0, printed


def test_a_prediction_may_be_a_dict_or_the_notebooks_assignment(check):
    for body in (b"{}", b"survival = {}\n"):
        code, printed = check("survival", body, "guess.py")
        assert (code, "not predicted yet" in printed) == (1, True), printed
    code, printed = check("survival", b"print(1)", "guess.py")
    assert (code, "should hold a Python dict" in printed) == (1, True), printed


def test_the_notebooks_first_line_is_no_sql(check):
    code, printed = check("first-query", b"%%sql --answer first-query\nSELECT count(*) AS answers FROM nps")
    assert (code, "leave out the line that begins with %%" in printed) == (1, True), printed


def test_what_ends_the_session_of_whoever_looks_is_refused(command):
    trap = b"""
        CREATE TABLE temp_weather (LIKE weather_forecast INCLUDING DEFAULTS);
        INSERT INTO temp_weather TABLE weather_forecast;
        CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END';
        CREATE TRIGGER trap BEFORE INSERT ON temp_weather FOR EACH ROW EXECUTE FUNCTION trap()
    """
    code, printed = command("stage-with-defaults", trap)
    assert (code, "ends the session of whoever uses it" in printed) == (1, True), printed


def cells(*sources: str) -> bytes:
    """A notebook's file."""
    made = [{"cell_type": "code", "source": source, "metadata": {}, "outputs": []} for source in sources]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made}).encode()


@pytest.mark.parametrize(
    "exercise, sources, code, words",
    [
        (
            "first-query",
            ["%%time\n%%sql --answer first-query\nSELECT count(*) AS answers FROM nps", 'check("first-query")'],
            0,
            "✓ first-query: passed",
        ),
        ("first-query", ["%%sql --answer first-query\nSELECT 1 AS answers"], 1, "✗ first-query: not yet"),
        ("first-query", ["SELECT 1 AS answers"], 1, "has no cell that begins with %%sql --answer first-query"),
        (
            "not-yesterday",
            ["from datetime import timedelta", "def day_of_run(run_date):\n    return run_date, run_date + STEP",
             "STEP = timedelta(days=1)", 'check("not-yesterday")'],
            0,
            "✓ not-yesterday: passed",
        ),
        ("not-yesterday", ["day_of_run = 1"], 1, "day_of_run is a int, not a function"),
        ("what-survives", ["what_survives = dict.fromkeys(['closed', 'with'], 9)"], 1, "you wrote 9"),
        ("what-survives", ["1 / 0"], 1, "no cell that defines what_survives"),
    ],
)  # fmt: skip
def test_an_answer_in_a_notebook_is_checked(command, exercise, sources, code, words):
    found, printed = command(exercise, cells(*sources), "답 mine.ipynb")
    assert (found, words in printed) == (code, True), printed
