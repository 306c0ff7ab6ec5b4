"""The rule "load" sends what MySQL gives: the rows of lesson 01, stored in the source and read back in UTC."""

import json

import pytest

from workbook.checking.rules import csv_roundtrip
from workbook.databases.owned import OwnedDatabases
from workbook.exercises import registry

LESSON = "01-two-databases"


@pytest.fixture(scope="module")
def databases(home):
    found = OwnedDatabases("loads")
    yield found
    found.close()


@pytest.mark.parametrize("exercise", ["warehouse-nps", "map-types"])
def test_the_source_gives_the_rows_that_the_check_loads(databases, exercise):
    (fixture,) = registry.load(LESSON).exercises[exercise].fixtures
    databases.load(fixture)
    (table,) = fixture.tables("source")
    with databases.source() as source, source.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table.name}")
        came = cursor.fetchall()
    sent = [tuple(row) for row in table.records]
    # MySQL writes JSON anew, with its own spaces and order of keys.
    assert sorted(map(comparable, came), key=repr) == sorted(map(comparable, sent), key=repr)
    if exercise == "warehouse-nps":
        assert csv_roundtrip.csv(sorted(came)) == csv_roundtrip.csv(sorted(sent))


def comparable(row: tuple) -> tuple:
    return tuple(json.loads(v) if isinstance(v, str) and v[:1] in "[{" and v else v for v in row)


def test_csv_keeps_null_apart_from_an_empty_text():
    assert csv_roundtrip.csv([(1, None, ""), (2, 'a "b"', "c\nd")]) == b'1,,""\n2,"a ""b""","c\nd"\n'
