"""The flights are the origin's, all of them, and the file is unpacked once."""

import csv
import hashlib
from collections import Counter

from workbook import paths
from workbook.datasets import flights


def test_the_file_is_the_one_described():
    digest = hashlib.sha256((paths.DATA / "flights.csv.xz").read_bytes()).hexdigest()
    assert digest in (paths.DATA / "README.md").read_text(encoding="utf-8")


def test_all_flights_are_there_with_real_values(tmp_path):
    path = flights.flights_csv(tmp_path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = [dict(zip(flights.COLUMNS, row, strict=True)) for row in csv.reader(file)]
    assert len(rows) == flights.ROWS
    assert ",".join(rows[0].values()) == "1,1,515,UA,1545,EWR,IAH,1400"
    assert Counter(row["origin"] for row in rows) == {"EWR": 120_835, "JFK": 111_279, "LGA": 104_662}
    assert all(value for row in rows for value in row.values())
    assert {row["carrier"] for row in rows} == {code for code, _ in flights.AIRLINES}


def test_fewer_rows_are_the_first_of_them(tmp_path):
    few = flights.flights_csv(tmp_path, rows=3)
    assert few.read_text(encoding="utf-8").splitlines()[2] == "1,1,540,AA,1141,JFK,MIA,1089"
    assert few.read_bytes().count(b"\n") == 3
    assert b"\r" not in few.read_bytes()
    assert few != flights.flights_csv(tmp_path, rows=4)
