"""Lesson 10's lineage: the tables that a SELECT reads, and an order in which summary tables can be built."""

from graphlib import CycleError

import pytest

from workbook.exercises.registry import load_module

summaries = load_module("10-summary-table", "summaries")


@pytest.mark.parametrize(
    ("select", "tables"),
    [
        ("SELECT 1", []),
        ("SELECT * FROM b JOIN a USING (id) JOIN a AS again USING (id)", ["a", "b"]),
        ("WITH c AS (SELECT * FROM a) SELECT * FROM c, (SELECT max(x) FROM b) AS d", ["a", "b"]),
        ("SELECT (SELECT count(*) FROM a) FROM b WHERE EXISTS (SELECT FROM c)", ["a", "b", "c"]),
        ("SELECT DISTINCT ON (x) x FROM a ORDER BY x, y", ["a"]),
        ("SELECT x FROM a UNION ALL SELECT x FROM b", ["a", "b"]),
    ],
)
def test_the_tables_read_stand_in_the_sql(select, tables):
    assert summaries.tables_read(select) == tables


def test_each_table_comes_after_those_that_it_reads():
    reads = {"report": ["weekly", "daily"], "weekly": ["daily"], "daily": ["nps"]}
    assert summaries.in_order(reads) == ["daily", "weekly", "report"]


def test_tables_that_read_each_other_have_no_order():
    with pytest.raises(CycleError):
        summaries.in_order({"a": ["b"], "b": ["a"]})
