"""Lesson 06: the oracles, and the mistakes that are known by name."""

import datetime as dt
import re
from collections import namedtuple
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from random import Random

from workbook.checking.rules.result_rows import Mistake
from workbook.checking.sql_runner import SqlRun
from workbook.datasets import nps_and_weather
from workbook.exercises import Fixture

ROWS = 30_000  # of the large table: enough for a clear plan
DAY_BEGINS, DAY_ENDS = dt.datetime(2025, 6, 1), dt.datetime(2025, 6, 2)
Answer = namedtuple("Answer", nps_and_weather.NPS_WAREHOUSE)


@cache
def _large() -> list[Answer]:
    return [Answer(*row) for row in nps_and_weather.nps_modified(ROWS, beside=DAY_BEGINS.date())]


def _chosen(fixture: Fixture, where: Callable[[Answer], bool], engine: str = "warehouse") -> list[tuple]:
    (table,) = fixture.tables(engine)
    rows = _large() if callable(table.rows) else table.records
    return [tuple(row) for row in rows if where(row)]


def _in_day(row: Answer) -> bool:
    return DAY_BEGINS <= row.modified < DAY_ENDS


def of_the_day(fixture: Fixture, engine: str = "warehouse") -> list[tuple]:
    """The rows of nps modified on 1 June 2025."""
    return _chosen(fixture, _in_day, engine)


def many_of_the_day(has_fractions: bool) -> list[Answer]:
    """Rows of nps, most of them modified on the day: many at one time, some equal in all but the id."""
    rng = Random("the day")
    rows: list[Answer] = []
    for id in rng.sample(range(1, 200_000), 2_700):
        if rows and rng.random() < 0.2:
            rows.append(rows[-1]._replace(id=id))
            continue
        seconds = rng.randrange(-2_000, 86_400)  # some of them on the evening before
        at = DAY_BEGINS + dt.timedelta(seconds=seconds - seconds % rng.choice((1, 60, 3_600)))
        if has_fractions and rng.random() < 0.5:
            at += dt.timedelta(microseconds=rng.randrange(1_000_000))
        created = at if rng.random() < 0.5 else DAY_BEGINS - dt.timedelta(days=rng.randrange(1, 300))
        rows.append(Answer(id, created, rng.choice((None, *range(11))), at, rng.random() < 0.2))
    return rows


def _mistake(says: str, where: Callable[[Answer], bool]) -> Mistake:
    return Mistake(says, partial(_chosen, where=where))


def _on_first_of_june(at: dt.datetime) -> bool:
    return (at.month, at.day) == (6, 1)


WHOLE_SECOND = _mistake(
    "Most of the last second of the day is missing: modified may have microseconds. Compare with < and the"
    " midnight that ends the day.",
    lambda row: DAY_BEGINS <= row.modified <= DAY_ENDS - dt.timedelta(seconds=1),
)
DAY = (
    _mistake(
        "The midnight that ends the day is included: BETWEEN includes both ends, and so does <=. Compare with <.",
        lambda row: DAY_BEGINS <= row.modified <= DAY_ENDS,
    ),
    WHOLE_SECOND,
    _mistake(
        "The midnight that begins the day is missing: it belongs to the day, so compare with >=.",
        lambda row: DAY_BEGINS < row.modified < DAY_ENDS,
    ),
    _mistake(
        "A date without a time is its midnight: only rows of that one moment were returned.",
        lambda row: row.modified == DAY_BEGINS,
    ),
    _mistake(
        "Rows of all later days were returned too: the range needs an end.",
        lambda row: row.modified >= DAY_BEGINS,
    ),
    _mistake(
        "These are the responses created on that day: the question is when they were modified.",
        lambda row: row.created_at is not None and DAY_BEGINS <= row.created_at < DAY_ENDS,
    ),
    _mistake(
        "Withdrawn responses are missing: they were modified too, and the question is about all rows.",
        lambda row: _in_day(row) and not row.deleted,
    ),
    _mistake(
        "Rows of all earlier days were returned too: the range needs a beginning.",
        lambda row: row.modified < DAY_ENDS,
    ),
    _mistake(
        "Only rows that were also created on that day were returned: a response may have been created earlier.",
        lambda row: _in_day(row) and row.created_at is not None and row.created_at >= DAY_BEGINS,
    ),
    _mistake(
        "Rows without a score are missing: the question is about all rows.",
        lambda row: _in_day(row) and row.score is not None,
    ),
    _mistake(
        "The last minute of the day is missing: compare with < and the midnight that ends the day.",
        lambda row: DAY_BEGINS <= row.modified <= DAY_ENDS - dt.timedelta(minutes=1),
    ),
    _mistake(
        "Rows of other years were returned too: compare the whole date.",
        lambda row: _on_first_of_june(row.modified),
    ),
)


def _on_source(mistake: Mistake) -> Mistake:
    return replace(mistake, oracle=partial(mistake.oracle, engine="source"))


# On the source a TIMESTAMP has whole seconds, so 23:59:59 is the day's last moment.
SOURCE_DAY = tuple(_on_source(mistake) for mistake in DAY if mistake is not WHOLE_SECOND)


# --- index-for-latest

INDEXES = """
SELECT amname, indisvalid, indpred IS NOT NULL,
       pg_get_indexdef(indexrelid, 1, false), coalesce(pg_get_indexdef(indexrelid, 2, false), ''),
       indoption[0]::int, CASE WHEN indnkeyatts > 1 THEN indoption[1]::int END
FROM pg_index
JOIN pg_class ON pg_class.oid = indexrelid
JOIN pg_am ON pg_am.oid = relam
WHERE indrelid = to_regclass('public.changes')
ORDER BY indexrelid DESC
"""
DESCENDING, NULLS_FIRST = 1, 2  # pg_index.indoption


def why_it_sorts(run: SqlRun) -> str:
    """What is wrong with the index on changes that came nearest, in words; "" if that is not known."""
    found = run.query(INDEXES)
    if not found:
        return "There is no index on changes."
    reasons = [reason for reason in map(_why_not, found) if reason]
    return reasons[0] if reasons else ""


def _why_not(index: tuple) -> str:
    method, valid, partly, first, second, one, two = index
    if method != "btree":
        return f"An index of the type {method} has no order. An ordinary one (btree) has."
    if partly or not valid:
        return "The index holds only a part of the rows, and the query needs all of them."
    if first != "id":
        return f"The index is in the order of {first}. The query needs id first: that is its PARTITION BY."
    if two is None or second != "modified":
        then = f", and then {second}" if two is not None else ""
        return f"The index has id{then}: within an id, the rows still have to be sorted by modified."
    if (one & DESCENDING) == (two & DESCENDING):
        return (
            "The index has both columns in the same direction. The query needs opposite ones: modified is DESC, id"
            " is not. Reading an index backwards reverses both."
        )
    if any(bool(way & DESCENDING) != bool(way & NULLS_FIRST) for way in (one, two)):
        return (
            "The index has NULLS FIRST or NULLS LAST, and the query does not: under DESC, PostgreSQL sorts NULL"
            " first. The planner compares the orders as they are written, although nothing here is NULL."
        )
    return ""


# --- better-estimate

STATISTICS = """
SELECT stxname, array_to_string(stxkind, ''),
       EXISTS (SELECT FROM pg_stats_ext AS filled WHERE statistics_name = stxname AND tablename = 'flights'),
       (SELECT array_agg(attname::text ORDER BY attname) FROM pg_attribute
        WHERE attrelid = stxrelid AND attnum = ANY (stxkeys))
FROM pg_statistic_ext
WHERE stxrelid = to_regclass('public.flights')
ORDER BY oid DESC
"""


def why_it_is_off(run: SqlRun) -> str:
    """What is wrong with the statistics on flights, in words; "" if that is not known."""
    found = run.query(STATISTICS)
    if not found:
        return "There are no statistics on several columns of flights: CREATE STATISTICS creates them."
    return next(filter(None, map(_why_no_help, found)), "")


def _why_no_help(statistics: tuple) -> str:
    name, kinds, filled, columns = statistics
    if not {"dest", "distance"} <= set(columns or ()):
        return f"The statistics {name} are not on both columns of the filter, dest and distance."
    if not re.search("[fm]", kinds):
        return f"The statistics {name} are of a kind (ndistinct) that helps with GROUP BY, not with a filter."
    if not filled:
        return f"The statistics {name} are empty: run ANALYZE flights after CREATE STATISTICS."
    return ""
