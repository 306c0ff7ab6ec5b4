"""What SQL cells show and take: values as the server writes them, Python's values bound alike on both servers."""

import datetime as dt
import json
import re

import numpy
import pandas
import pytest
from IPython.utils.capture import capture_output

from workbook.exercises import registry


@pytest.fixture
def run(shell):
    """Runs a cell as Jupyter does; all that it showed, an error's words too."""

    def ran(source):
        with capture_output() as captured:
            done = shell.run_cell(source)
        shown = [captured.stdout, *(output.data["text/plain"] for output in captured.outputs)]
        return "\n".join([*shown, str(done.error_in_exec or "")])

    yield ran
    for engine in ("warehouse", "source"):
        ran(f"%%sql {engine}\nROLLBACK")


def row(shown: str) -> str:
    """The only row of a table."""
    return shown.strip().splitlines()[2].strip()


@pytest.mark.parametrize(
    "engine, value, written",
    [
        ("source", "timediff('10:00:00', '11:30:00')", "-01:30:00"),
        ("source", "CAST('2025-01-02 03:04:05.6' AS DATETIME(1))", "2025-01-02 03:04:05.6"),
        ("source", "DATE '2025-01-02'", "2025-01-02"),
        ("warehouse", "interval '1 mon'", "1 mon"),
        ("warehouse", "interval '-1 hour'", "-01:00:00"),
        ("warehouse", "time '24:00'", "24:00:00"),
        ("warehouse", "timestamp 'infinity'", "infinity"),
        ("warehouse", "date '10000-01-01'", "10000-01-01"),
        ("warehouse", "date '0044-03-15 BC'", "0044-03-15 BC"),
        ("warehouse", "timestamptz '2025-01-02 03:04:05.60+09'", "2025-01-01 18:04:05.6+00"),
        ("warehouse", "array[date '10000-01-01', NULL]", '["10000-01-01", null]'),
    ],
)
def test_a_value_is_shown_as_the_server_writes_it(run, engine, value, written):
    assert row(run(f"%%sql {engine}\nSELECT {value} AS v")) == written


def test_an_answer_shows_such_values_too(run):
    assert "10000-01-01" in run("%%sql --answer first-query\nSELECT date '10000-01-01' AS answers")
    said = run('check("first-query")')  # Python 3.14 has other words for the year
    assert re.search("a value that Python can't hold: year .*10000", said)


def test_a_frame_keeps_whole_numbers_and_what_python_has_no_date_for(shell, run):
    run(
        "%%sql warehouse kept <<\nSELECT 9007199254740993::bigint AS id, date '2025-01-02' AS day"
        " UNION ALL SELECT NULL, 'infinity' ORDER BY day"
    )
    kept = shell.user_ns["kept"]
    assert kept.id.dtype == "Int64"
    assert kept.id[0] == 9007199254740993
    assert kept.day.tolist() == [dt.date(2025, 1, 2), "infinity"]


@pytest.mark.parametrize("engine", ["warehouse", "source"])
@pytest.mark.parametrize(
    "value, written",
    [
        (numpy.int64(5), "5"),
        (numpy.float64(1.5), "1.5"),
        (numpy.str_("it's"), "it's"),
        (numpy.datetime64("2025-01-02T03:04:05"), "2025-01-02 03:04:05"),
        (pandas.Timestamp("2025-01-02 03:04:05"), "2025-01-02 03:04:05"),
        (pandas.NaT, "NULL"),
        (pandas.NA, "NULL"),
        (None, "NULL"),
    ],
    ids=str,
)
def test_numpys_and_pandas_values_are_bound_alike(shell, run, engine, value, written):
    shell.user_ns["value"] = value
    assert row(run(f"%%sql {engine}\nSELECT :value AS v")) == written


def test_a_moment_with_a_zone_is_the_same_moment_on_both_servers(shell, run):
    shell.user_ns["value"] = dt.datetime(2024, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=9)))
    assert row(run("%%sql source\nSELECT :value AS v")) == "2023-12-31 15:00:00"
    assert row(run("%%sql warehouse\nSELECT :value AS v")) == "2023-12-31 15:00:00+00"


def test_a_routine_is_sent_whole_and_shows_all_that_it_gives(run):
    body = "BEGIN IF 1 THEN SELECT 'one'; END IF; SELECT CASE WHEN 1 THEN 'two' END AS two; END"
    assert "CREATE PROCEDURE" in run(f"%%sql source\nCREATE PROCEDURE p() {body}; SELECT 'after'")
    shown = run("%%sql source\nCALL p()")
    assert "one" in shown
    assert "two" in shown
    assert "leave it out" in run("%%sql source\nDELIMITER //")


@pytest.mark.parametrize(
    "source, words",
    [
        ("%%sql warehouse\nSELECT :nobody", ":nobody got no value: there is no Python variable nobody."),
        ("%%sql source\nSELECT :nobody", ":nobody got no value: there is no Python variable nobody."),
        ("%%sql warehouse\nSELECT\u00a01", "line 1 holds a no-break space (U+00A0)"),
        ("%%sql source\nSELECT\u00a01", "line 1 holds a no-break space (U+00A0)"),
        ("%%sql warehouse\nSELECT 1,\n \u201ca\u201d", "line 2 holds a left double quotation mark (U+201C)"),
        ("%%sql warehouse\nCREATE TEMP TABLE c (a int); COPY c FROM STDIN CSV", "exchange rows with a program"),
        ("%%sql warehouse\nBEGIN; SELECT 1/0", "A transaction is open, and has failed"),
        ("%%sql source\nBEGIN; SELECT nobody", "A transaction is open: COMMIT keeps"),
        ("%%sql warehouse", "There is no SQL in this cell."),
        ('figure("way")', "This lesson has no figure 'way'. Did you mean: "),
        ('hint("frist")', "Did you mean: first-query, "),
        ('check("frist-query")', "Did you mean: first-query, "),
        ('lesson("keeping-the-lates")', "Did you mean: keeping-the-latest, "),
        ('lesson("77")', "The lessons are: 00-start-here, "),
    ],
)
def test_what_helps_is_said(run, source, words):
    assert words in run(source)


def test_a_text_in_quotes_is_not_called_a_slip(run):
    assert "holds a" not in run("%%sql warehouse\nSELECT '\u00a0' FORM t")


def test_an_emptied_answer_is_an_empty_answer(run):
    run("%%sql --answer first-query\nSELECT count(*) AS answers FROM nps")
    assert "passed" in run('check("first-query")')
    assert "No answer yet" in run("%%sql --answer first-query")
    assert "there is no SQL in the answer" in run('check("first-query")')


def test_a_hint_without_a_name_is_of_the_exercise_at_hand(run):
    run("%%sql --answer first-query\nSELECT 1")
    assert "Hint 1 of 3" in run("hint()")


def test_a_hint_without_a_name_is_of_the_exercise_above_where_jupyterlab_says_the_cell(
    shell, run, tmp_path, monkeypatch
):
    cells = [("a", "latest-with-ties"), ("b", "check-latest-with-ties"), ("mine", ""), ("c", "delete-older")]
    made = [{"id": id, "metadata": {"nbgrader": {"grade_id": grade}} if grade else {}} for id, grade in cells]
    path = tmp_path / "keeping.ipynb"
    path.write_text(json.dumps({"cells": made}), encoding="utf-8")
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    monkeypatch.setattr(shell, "get_parent", lambda: {"metadata": {"cellId": "mine"}}, raising=False)
    assert registry.find("latest-with-ties")[1].hints[0] in run("hint()")
