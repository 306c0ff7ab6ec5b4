"""The rule "any order": what it accepts, what it refuses, and that its orders are what it says."""

import datetime as dt

import pytest

from workbook.checking.context import databases_for_checks
from workbook.checking.function_runner import FunctionRunner
from workbook.checking.rules.any_order import AnyOrder
from workbook.databases.fixtures import Table
from workbook.exercises.fixtures import Scenario

COLUMNS = {"day": "DATE", "n": "INT"}
FIRST = dt.date(2025, 3, 1)
OLD = [(FIRST, 7), (FIRST - dt.timedelta(9), 8)]
DAYS = [
    Scenario(f"day {n}", [Table("t", COLUMNS, OLD)], arguments=(FIRST + dt.timedelta(n), [n, n + 1]))
    for n in range(5)
]
RULE = AnyOrder("t", ("day", "n"), DAYS)


def replaces(conn, day, rows):
    with conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM t WHERE day = %s", (day,))
        cursor.executemany("INSERT INTO t VALUES (%s, %s)", [(day, n) for n in rows])


def appends(conn, day, rows):
    with conn, conn.cursor() as cursor:
        cursor.executemany("INSERT INTO t VALUES (%s, %s)", [(day, n) for n in rows])


def deletes_later_days(conn, day, rows):
    with conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM t WHERE day >= %s", (day,))
        cursor.executemany("INSERT INTO t VALUES (%s, %s)", [(day, n) for n in rows])


def adds_to_the_day_before(conn, day, rows):
    with conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM t WHERE day = %s", (day,))
        cursor.execute(
            "INSERT INTO t SELECT %s, 1 + coalesce(max(n), 0) FROM t WHERE day = %s::date - 1", (day, day)
        )


def refuses_old_days(conn, day, rows):
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT max(day) FROM t")
        if day < cursor.fetchone()[0]:
            raise ValueError(f"{day} is over")
        cursor.execute("INSERT INTO t VALUES (%s, %s)", (day, rows[0]))


@pytest.fixture
def runner(home):
    found = FunctionRunner(("conn",), databases_for_checks())
    yield found
    found.close()


def faults_of(runner, function, rule=RULE, scenario=DAYS[0]):
    return rule.faults(runner.run(function, scenario, rule.table))


def test_days_that_replace_their_own_rows_are_right(runner):
    assert faults_of(runner, replaces) == []


@pytest.mark.parametrize(
    "function, words",
    [
        (appends, "depends on the order in which the days are run: 2 rows not expected"),
        (deletes_later_days, "depends on the order in which the days are run"),
        (adds_to_the_day_before, "depends on the order in which the days are run"),
        (refuses_old_days, "the last of these days stops: 2025-03-05, 2025-03-04\nValueError: 2025-03-04 is over"),
    ],
)
def test_days_that_need_an_order_are_refused(runner, function, words):
    (fault,) = faults_of(runner, function)
    assert words in fault.text


def test_the_fault_names_both_orders_and_shows_the_rows(runner):
    (fault,) = faults_of(runner, deletes_later_days)
    _, in_order, other = fault.text.split("\n")
    days = [str(FIRST + dt.timedelta(n)) for n in range(5)]
    assert in_order == f"in order: {', '.join(days)}"
    assert f"after: {', '.join(reversed(days))}, " in other
    assert "missing" in str(fault.evidence[0])


def test_it_is_tried_once(runner):
    assert faults_of(runner, appends, scenario=DAYS[1]) == []


def test_each_order_has_all_days_and_one_of_them_twice():
    orders = AnyOrder("t", ("n",), DAYS, orders=6)._shuffled()
    assert len(orders) == 6
    for order in orders:
        names = [scenario.name for scenario in order]
        assert sorted(set(names)) == sorted(scenario.name for scenario in DAYS)
        assert len(names) == len(DAYS) + 1
        assert names[-1] in names[:-2], "a day twice in a row would be the rule `again`"
    assert len({tuple(scenario.name for scenario in order[:-1]) for order in orders}) > 3
    assert [[s.name for s in order] for order in orders] == [
        [s.name for s in order] for order in AnyOrder("t", ("n",), DAYS, orders=6)._shuffled()
    ]
