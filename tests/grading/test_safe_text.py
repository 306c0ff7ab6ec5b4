"""What strangers wrote is fit for a terminal, a CSV file and a page."""

import csv
import json
import unicodedata

import pytest

from tests.grading.submitted_notebooks import LATEST
from workbook.grading import records, safe_text
from workbook.grading.records import Record, Result

ODD = "a\x1b[31m\x00\x9b\u202eb\u2066c\ud800d\u2028e\u200bf\ufeffg\x85h\U000e0041i\rj"


def test_nothing_that_is_unseen_or_acts_is_left():
    found = safe_text.clean(ODD)
    assert not [letter for letter in found if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert "[U+202E]" in found and "�" in found and "␛[31m" in found


def test_it_is_the_same_a_second_time_and_keeps_what_people_write():
    assert safe_text.clean(safe_text.clean(ODD)) == safe_text.clean(ODD)
    for text in ("김민준", "Zoë O'Brien", "نیما\u200cپور", "👩\u200d🚀", "two\nlines\tand a tab"):
        assert safe_text.clean(text) == text


@pytest.mark.parametrize("first", list("=+-@\t\r\n＝＋－＠"))
def test_no_name_and_no_reason_is_a_formula(tmp_path, first):
    name = f"{first}cmd|' /C calc'!A0"
    record = Record(name, LATEST, "", [Result("latest-per-day", 0, 1, "refused", 0, name)])
    records.write_csv(tmp_path / "grades.csv", [record])
    with (tmp_path / "grades.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["student"] == row["reason"] == f"'{name}"


def test_a_result_is_clean_wherever_a_text_is_in_it():
    lines = [{"ok": False, "rule": ODD, "text": ODD, "evidence": [ODD, {"columns": [ODD], "rows": [[ODD]]}]}]
    found = safe_text.cleaned(Result(ODD, 0, 1, "refused", 0.5, ODD, ODD, ODD, lines))
    text = json.dumps(found.__dict__, ensure_ascii=False)
    assert text.encode() and "\u202e" not in text
    assert (found.max_points, found.seconds, found.lines[0]["ok"]) == (1, 0.5, False)
