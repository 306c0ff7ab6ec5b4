"""Submissions are read whatever stands in them, and what is odd costs what it truly destroys."""

import json

import nbformat
import pytest

from tests.grading.submitted_notebooks import LATEST, at, code, filled
from workbook.grading import safe_text
from workbook.grading.submissions import Unreadable
from workbook.notebook import answers, reader

FIRST, SECOND = "SELECT 1 AS first", "SELECT 2 AS second"


def notebook(**answers):
    return filled(LATEST, {key.replace("_", "-"): text for key, text in answers.items()})


def read(content):
    return reader.read(content if isinstance(content, bytes) else json.dumps(content).encode())


def latest(content):
    return answers.sql_answer(read(content), "latest-per-day", "warehouse")


@pytest.fixture
def cells():
    found = notebook(latest_per_day=FIRST)
    return found, found["cells"], at(found, "latest-per-day"), at(found, "check-latest-per-day")


def test_the_answer_is_what_stands_below_the_first_line(cells):
    assert latest(cells[0]) == FIRST


@pytest.mark.parametrize("gone", ["setup", "check-latest-per-day"])
def test_a_locked_cell_that_is_gone_destroys_nothing(cells, gone):
    del cells[1][at(cells[0], gone)]
    assert latest(cells[0]) == FIRST


def test_a_check_before_the_answer_destroys_nothing(cells):
    whole, all_of_them, answer, check = cells
    all_of_them[answer], all_of_them[check] = all_of_them[check], all_of_them[answer]
    assert latest(whole) == FIRST


def test_cells_in_reversed_order_destroy_nothing(cells):
    cells[1].reverse()
    assert latest(cells[0]) == FIRST


def test_an_edited_check_is_still_where_the_answer_ends(cells):
    whole, all_of_them, _, check = cells
    all_of_them[check]["source"] = "print('✓ passed')"
    all_of_them.append(code(f"%%sql --answer latest-per-day\n{SECOND}"))
    assert latest(whole) == FIRST


def test_of_two_answers_the_last_one_before_the_check_counts(cells):
    whole, all_of_them, answer, _ = cells
    all_of_them.insert(answer + 1, code(f"%%sql --answer latest-per-day\n{SECOND}"))
    assert latest(whole) == SECOND


def test_metadata_is_not_needed(cells):
    for cell in cells[1]:
        cell["metadata"] = {}
    assert latest(cells[0]) == FIRST


def test_a_deleted_answer_is_missing_and_others_are_not(cells):
    whole, all_of_them, answer, _ = cells
    del all_of_them[answer]
    assert latest(whole) is None
    assert answers.sql_answer(read(whole), "delete-older", "warehouse") is not None


@pytest.mark.parametrize("line", ["%%sql source --answer latest-per-day", "%%sql --answer", "%%sql 'x", "%%sqlx"])
def test_a_first_line_that_a_notebook_refuses_answers_nothing(cells, line):
    cells[1][cells[2]]["source"] = f"{line}\n{FIRST}"
    assert latest(cells[0]) is None


def test_version_3_is_converted(cells):
    cells[1].append({"cell_type": "markdown", "id": "title", "metadata": {}, "source": "## A heading"})
    old = nbformat.writes(nbformat.convert(nbformat.reads(json.dumps(cells[0]), 4), 3), version=3)
    assert latest(old.encode()) == FIRST
    assert "old version 3" in read(old.encode()).remarks[0]


def test_a_newer_version_is_tried(cells):
    assert latest(cells[0] | {"nbformat": 5}) == FIRST
    assert "version 5" in read(cells[0] | {"nbformat": 5}).remarks[0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
def test_any_encoding_of_json_is_read(encoding):
    whole = notebook(latest_per_day="SELECT '온실'")
    assert latest(json.dumps(whole, ensure_ascii=False).encode(encoding)) == "SELECT '온실'"


def test_half_a_character_is_replaced():
    assert latest(notebook(latest_per_day="SELECT '\ud800'")) == "SELECT '�'"


def test_markers_inside_of_a_cell_cost_only_that_cell(cells):
    cells[1].insert(cells[2] + 1, code("<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> mine\n"))
    assert latest(cells[0]) == FIRST
    assert "merge-conflict" in read(cells[0]).remarks[0]


@pytest.mark.parametrize(
    "odd", [None, 1, [], {}, {"cell_type": 1}, {"cell_type": "code", "source": [1]}], ids=repr
)
def test_what_is_no_cell_is_left_out(cells, odd):
    cells[1].insert(0, odd)
    assert latest(cells[0]) == FIRST
    assert read(cells[0]).remarks == ["No cells of a notebook, and left out: 1."]


def conflict():
    lines = json.dumps(notebook(), indent=1).split("\n")
    return "\n".join([*lines[:9], "<<<<<<< HEAD", *lines[9:12], "=======", ">>>>>>> mine", *lines[12:]]).encode()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf \n", "the file is empty"),
        (b"{", "not JSON (line 1"),
        (conflict(), "line 10 of the file is a merge-conflict marker (<<<<<<<)"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"nbformat": ' + b"1" * 5000 + b"}", "not JSON"),
        (b'{"a": "\xff\xfe"}', "no text in UTF-8 (byte 7)"),
        (b"[1]", "no notebook"),
        (b"{}", "no list of cells"),
        (b'{"nbformat": 3}', "can't be converted"),
        (b'{"nbformat": 4, "cells": [' + b"{}," * 3000 + b"{}]}", "3,001 cells"),
        (b'{"nbformat": 3, "worksheets": [{"cells": [' + b"{}," * 3000 + b"{}]}]}", "3,001 cells"),
        (b'{"nbformat": 1, "cells": [' + b"{}," * 3000 + b"{}]}", "3,001 cells"),
    ],
)
def test_what_is_no_notebook_is_refused_with_the_reason(data, says):
    with pytest.raises(Unreadable) as refused:
        reader.read(data)
    assert says in str(refused.value)


ODD_VERSIONS = ["\ud800", "4" * 9_999, [[]] * 9, {"a": {}}, -1, None, True, float("nan"), 10**400]


@pytest.mark.parametrize("version", ODD_VERSIONS, ids=range(len(ODD_VERSIONS)))
def test_an_odd_version_is_told_in_a_few_plain_words(cells, version):
    try:
        (remark,) = read(cells[0] | {"nbformat": version}).remarks
    except Unreadable as error:
        remark = str(error)
    assert len(remark) < 120 and safe_text.clean(remark) == remark


HOSTILE = [
    "%%time\n" * 9_000, "run_cell_magic\n" + "a=%x\n" * 900, "run_cell_magic\n" + "a?\n" * 900,
    "run_cell_magic\n" + "!x\n" * 900, "run_cell_magic\n" + "(" * 30_000, "run_cell_magic\n" + "-" * 30_000,
    "run_cell_magic\na" + ".b" * 9_000, "%%sql " + "'" * 190_000, "%%sql --answer " + "x " * 90_000,
    "latest_per_day" + "\n" * 50_000, "async " * 9_000, "run_cell_magic\n" + "not " * 9_000, "x" * 900_000,
]  # fmt: skip


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_no_cell_holds_up_who_reads_it(cells, source):
    """IPython's own rules for line magics take a minute for 9 KB of them; some expressions take for ever."""
    cells[1].insert(1, code(source))
    assert latest(cells[0]) == FIRST
    whole = read(cells[0])
    assert answers.python_cells(whole, "latest-per-day", "no_such_name") == []
    if found := answers.python_cells(whole, "latest-per-day", "latest_per_day"):
        assert answers.shown(found, "latest-per-day", "latest_per_day")


# --- answers in Python


def names(cells):
    return [cell.source.split("\n")[0] for cell in cells]


def transactions():
    one, two = "def replace_all(conn, rows):\n    one", "def replace_all(conn, rows):\n    two"
    return filled("02-transactions", {"replace-all": one, "replace-all-autocommit": two})


def python(whole, exercise="replace-all"):
    cells = answers.python_cells(read(whole), exercise, "replace_all")
    return cells and answers.shown(cells, exercise, "replace_all").split()[-1]


def test_python_cells_are_those_before_the_check():
    assert (python(transactions()), python(transactions(), "replace-all-autocommit")) == ("one", "two")


@pytest.mark.parametrize("how", ["deleted", "reversed", "moved up"])
def test_python_of_two_exercises_is_told_apart_without_their_checks(how):
    whole = transactions()
    cells = whole["cells"]
    if how == "deleted":
        del cells[at(whole, "check-replace-all")]
    elif how == "reversed":
        cells.reverse()
    else:
        cells.insert(0, cells.pop(at(whole, "check-replace-all")))
    assert python(whole) == "one"
    last = answers.python_cells(read(whole), "replace-all", "replace_all")[-1]
    assert last.source.endswith("one")


def test_python_without_the_function_is_no_answer():
    whole = transactions()
    whole["cells"] = [cell for cell in whole["cells"] if "replace_all" not in "".join(cell["source"])]
    assert python(whole) == []
