"""`workbook redshift`: exit 0 where nothing is named, 1 where something is, 2 where a statement can't be read."""

import json

import pytest
from typer.testing import CliRunner

from workbook import checking, cli
from workbook.exercises.verdicts import Line, Verdict


@pytest.fixture
def redshift(tmp_path):
    """Runs the verb on a file's bytes; gives the exit code and all that it printed."""

    def run(body, name="답 answer.sql", stdin=None):
        file = tmp_path / name
        if name != "-":
            file.write_bytes(body)
        done = CliRunner().invoke(cli.app, ["redshift", "-" if name == "-" else str(file)], input=stdin)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    return run


def notebook(*sources: str) -> bytes:
    cells = [{"cell_type": "code", "source": source, "metadata": {}, "outputs": []} for source in sources]
    text = {"cell_type": "markdown", "source": "# DISTINCT ON", "metadata": {}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [text, *cells]}).encode()


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (b"SELECT 1;\nSELECT 2", 0, "Nothing is named"),
        (b"", 0, "There is no SQL"),
        (b"-- nothing\n", 0, "Nothing is named"),
        (b"\xef\xbb\xbfSELECT 1;\r\n\r\nSELECT ctid\r\nFROM t", 1, "line 3: A system column"),
        (b"SELECT ctid FROM t", 1, "https://docs.aws.amazon.com/redshift/latest/dg/c_unsupported"),
        (b"CREATE TABLE t (id INT PRIMARY KEY)", 0, "note: line 1: PRIMARY KEY is not enforced"),
        (b"SELECT 1;\nSELECT (2", 2, "line 2: this statement could not be read: SELECT (2"),
        (b"SELECT ctid FROM t;\nSELEC 1", 2, "line 1: A system column"),
        (b"SELECT '\x00'", 0, ""),
        ("SELECT '한".encode("euc-kr"), 2, "not UTF-8"),
    ],
)
def test_a_file_of_sql(redshift, body, code, words):
    found, printed = redshift(body)
    assert (found, words in printed) == (code, True), printed
    assert "Traceback" not in printed


def test_standard_input(redshift):
    assert redshift(b"", "-", "SELECT a FROM t FOR UPDATE\n")[0] == 1
    assert redshift(b"", "-", "SELECT a FROM t\n")[0] == 0


def test_a_notebook_is_read_cell_by_cell(redshift):
    code, printed = redshift(
        notebook(
            "%load_ext workbook",
            "\n%%time\n%%sql warehouse kept <<\nSELECT 1;\nSELECT string_agg(a, ',') FROM nps",
            "%%sql source\nSELECT `a` FROM nps FOR UPDATE",
            "%%sql --answer first-query\nTABLE nps",
            "%%sql --answer no-such-exercise\nTABLE nps",
            "%%sql nowhere\nTABLE nps",
            "print('SELECT ctid FROM t')",
        ),
        "mine.ipynb",
    )
    named = [line for line in printed.split("\n") if line.startswith("cell")]
    assert code == 1
    assert [line[:30] for line in named] == ["cell 3, line 2: string_agg() i", "cell 5, line 1: TABLE as a que"]


def test_a_python_file_is_read_by_its_literals(redshift):
    source = '''
"""Select what ctid tells."""
CHECK = """
BEGIN;
DELETE FROM nps WHERE ctid IN (%s);
"""
TITLE = "Create a feeling that RETURNING is near"
warehouse.cursor().execute("SELECT a FROM t FOR UPDATE")
source.cursor().execute("SELECT a FROM t FOR SHARE")
cursor.execute(f"SELECT {a} FROM t FOR UPDATE")
operator = SQLExecuteQueryOperator(task_id="a", sql="CREATE INDEX a ON t (b)")
cursor.execute(statement)
'''
    code, printed = redshift(source.encode(), "dag.py")
    named = [line for line in printed.split("\n") if line.startswith("line")]
    assert code == 1
    assert [line[:22] for line in named] == [
        "line 5: A system colum",
        "line 8: FOR UPDATE or ",
        "line 11: An index is n",
    ]


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        (b"not json", "mine.ipynb", "is not JSON"),
        (b"def (", "mine.py", "can't be read as Python"),
        (b"\xff\xfe", "mine.sql", "not UTF-8"),
    ],
)
def test_what_can_not_be_read_is_told(redshift, body, name, words):
    code, printed = redshift(body, name)
    assert (code, words in printed) == (2, True), printed


def test_a_file_that_is_not_there_is_told(tmp_path):
    for file, words in ((tmp_path / "none.sql", "There is no file"), (tmp_path, "can't be read")):
        done = CliRunner().invoke(cli.app, ["redshift", str(file)])
        assert (done.exit_code, words in done.output) == (2, True), done.output


@pytest.mark.parametrize(("passed", "code"), [(True, 0), (False, 1)])
def test_a_check_that_has_passed_says_what_redshift_does_not_take(monkeypatch, tmp_path, passed, code):
    monkeypatch.setenv("WORKBOOK_MY", str(tmp_path / "my"))
    verdict = Verdict("latest-per-day", [Line(passed, "rows", "the rows that were asked for")])
    monkeypatch.setattr(checking, "check", lambda exercise, answer, context: verdict)
    file = tmp_path / "answer.sql"
    file.write_text("SELECT DISTINCT ON (date) *\nFROM weather_forecast", encoding="utf-8")
    done = CliRunner().invoke(cli.app, ["check", "latest-per-day", str(file)])
    assert (done.exit_code, "On Redshift: line 1: DISTINCT ON" in done.output) == (code, passed), done.output
