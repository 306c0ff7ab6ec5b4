import datetime as dt
from decimal import Decimal

import pytest

from workbook.checking.compare import AnyOf, compare
from workbook.checking.rules.result_rows import columns_fault

SEOUL = dt.timezone(dt.timedelta(hours=9))


@pytest.mark.parametrize(
    "one, other",
    [
        (1, Decimal("1.00")),
        (3, 3.0),
        (12.8, 12.800000190734863),  # a REAL, read as it is and as a double
        (dt.datetime(2025, 1, 1, 6), dt.datetime(2025, 1, 1, 15, tzinfo=SEOUL)),
        (float("nan"), Decimal("NaN")),
        (2**63 + 5, Decimal(2**63 + 5)),
        ([1, {"a": None}], [1, {"a": None}]),
    ],
)
def test_equal_values_are_equal_whatever_their_type(one, other):
    assert not compare(["v"], [(one,)], [(other,)])


@pytest.mark.parametrize(
    "one, other",
    [(1, 2), (None, 0), (None, ""), ("1", 1), (2**63, 2**63 + 1), (0.1, 0.2), ("a", "A"), ("a", "a ")],
)
def test_different_values_differ(one, other):
    assert compare(["v"], [(one,)], [(other,)])


def test_rows_are_a_multiset():
    assert not compare(["v"], [(1,), (2,), (2,)], [(2,), (1,), (2,)])
    difference = compare(["v"], [(1,), (2,)], [(2,), (2,)])
    assert (difference.missing, difference.surplus) == ([(1,)], [(2,)])
    assert str(difference) == "1 row missing, 1 row not expected"


def test_an_order_is_asked_for():
    assert not compare(["v"], [(1,), (2,)], [(2,), (1,)], ordered=False)
    assert "row 1 is out of place" in str(compare(["v"], [(1,), (2,)], [(2,), (1,)], ordered=True))
    assert not compare(["v"], [(1,), (2,)], [(1,), (2,)], ordered=True)


def test_any_one_of_equally_right_rows_is_right_but_just_one():
    expected = [AnyOf([(1, "a"), (1, "b")]), (2, "c")]
    assert not compare(["k", "v"], expected, [(2, "c"), (1, "b")])
    assert not compare(["k", "v"], expected, [(2, "c"), (1, "a")])
    both = compare(["k", "v"], expected, [(1, "a"), (1, "b"), (2, "c")])
    assert both.surplus == [(1, "b")]
    none = compare(["k", "v"], expected, [(2, "c")])
    assert none.missing == [(1, "a")]


def test_a_long_difference_is_cut_and_counted():
    table = compare(["v"], [(n,) for n in range(20)], []).table()
    assert len(table.rows) == 5
    assert table.note == "… and 15 more"


def test_columns_are_compared_by_name_in_any_order():
    assert columns_fault(["a", "b"], ["b", "a"]) is None
    assert "missing: b" in columns_fault(["a", "b"], ["a"]).text
    assert "not asked for: rn" in columns_fault(["a"], ["a", "rn"]).text
    assert "twice: a" in columns_fault(["a"], ["a", "a"]).text
