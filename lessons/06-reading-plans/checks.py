"""Lesson 06: plans. What answers must show, and the tables on which their plans are looked at."""

import datetime as dt
from collections.abc import Sequence
from functools import partial

from workbook import paths
from workbook.checking.rules.dependents import SameRows, SameTable
from workbook.checking.rules.plan import EstimatesWell, NoSort, ReadsIndex
from workbook.checking.rules.result_rows import ResultRows
from workbook.datasets import flights, nps_and_weather
from workbook.exercises import Fixture, OtherData, SqlExercise, Table, load_module

mistakes = load_module("06-reading-plans", "mistakes")
orders = load_module("06-reading-plans", "orders")

# --- tables

# The planner's numbers are the same on each run only if ANALYZE looks at every row: 1200 × 300 rows are more.
ANALYZE = "SET default_statistics_target = 1200; ANALYZE; RESET default_statistics_target"
INDEX = "CREATE INDEX nps_modified ON nps (modified)"
COLUMNS = tuple(nps_and_weather.NPS_WAREHOUSE)

flights_table = Table("flights", flights.COLUMNS, lambda: flights.flights_csv(paths.home()))
airlines = Table("airlines", {"carrier": "TEXT PRIMARY KEY", "name": "TEXT NOT NULL"}, flights.AIRLINES)

# 60,000 changes of 15,000 answers, in the order of time. Made.
CHANGES = [
    Table("changes", {"id": "INT NOT NULL", "modified": "TIMESTAMP NOT NULL", "score": "SMALLINT"}),
    "INSERT INTO changes SELECT n * 7919 % 15000 + 1, TIMESTAMP '2025-01-01' + n * INTERVAL '7 minutes', n % 11"
    " FROM generate_series(1, 60000) AS n",
]

notebook = Fixture(
    "the notebook's tables",
    warehouse=[
        Table("nps", nps_and_weather.NPS_WAREHOUSE, nps_and_weather.nps_modified_file),
        flights_table,
        airlines,
        *CHANGES,
        Table("orders", orders.ORDERS, orders.orders_file),
        INDEX,
        orders.INDEX,
        ANALYZE,
    ],
    source=[
        Table("nps", nps_and_weather.NPS_SOURCE, nps_and_weather.nps_modified_file),
        INDEX,
        "ANALYZE TABLE nps",
    ],
)

LARGE = "the exercise's tables"


def answers_of_a_day(name: str, rows: Sequence[tuple], stage: str) -> Fixture:
    """A small table `nps` on one server, with the index."""
    columns = nps_and_weather.NPS_WAREHOUSE if stage == "warehouse" else nps_and_weather.NPS_SOURCE
    return Fixture(name, **{stage: [Table("nps", columns, rows), INDEX]})


def june(day: int, hour: int = 12, minute: int = 0, second: int = 0, microsecond: int = 0) -> dt.datetime:
    return dt.datetime(2025, 6, day, hour, minute, second, microsecond)


MOST = 2**31 - 1  # of an INT
LONG_AGO = dt.datetime(2025, 1, 2, 8)

EDGES = [
    (1, LONG_AGO, 3, dt.datetime(2025, 5, 31, 23, 59, 59), False),
    (2, LONG_AGO, 4, june(1, 0), False),
    (3, june(1, 9), None, june(1, 9), False),
    (4, LONG_AGO, 9, june(1, 23, 59, 59), True),
    (5, LONG_AGO, 10, june(2, 0), False),
    (6, june(1, 18), 7, june(20), False),
    (7, None, 0, june(1, 0, 0, 1), True),
]
FRACTIONS = [
    (8, LONG_AGO, 1, dt.datetime(2025, 5, 31, 23, 59, 59, 999_999), False),
    (9, LONG_AGO, 2, june(1, 23, 59, 59, 1), False),
    (10, LONG_AGO, 5, june(1, 23, 59, 59, 999_999), False),
    (11, LONG_AGO, 6, june(2, 0, 0, 0, 1), False),
]
OTHERS = [
    (21, LONG_AGO, 3, dt.datetime(2024, 6, 1, 12), False),
    (22, june(1), 4, dt.datetime(2026, 6, 1, 12), False),
    (23, LONG_AGO, 5, dt.datetime(2025, 1, 6, 12), False),
    (24, LONG_AGO, 6, dt.datetime(2025, 7, 1, 12), False),
    (25, LONG_AGO, 7, june(11), False),
    (26, LONG_AGO, 8, june(10), False),
    # Ids that a REAL can't tell apart.
    *((MOST - n, LONG_AGO, n, june(1, 11, n), False) for n in range(3)),
]


def fixtures(engine: str) -> list[Fixture]:
    """The large table, analyzed, and small ones."""
    columns = nps_and_weather.NPS_WAREHOUSE if engine == "warehouse" else nps_and_weather.NPS_SOURCE
    analyze = ANALYZE if engine == "warehouse" else "ANALYZE TABLE nps"
    day = mistakes.DAY_BEGINS.date()
    large = Table("nps", columns, partial(nps_and_weather.nps_modified_file, rows=mistakes.ROWS, beside=day))
    many = mistakes.many_of_the_day(has_fractions=engine == "warehouse")
    few = EDGES + OTHERS + (FRACTIONS if engine == "warehouse" else [])
    return [
        Fixture(LARGE, **{engine: [large, INDEX, analyze]}),
        answers_of_a_day("an empty table", [], engine),
        answers_of_a_day("the first and the last moments of the day, other months and years", few, engine),
        answers_of_a_day("2,600 rows modified on the day", many, engine),
    ]


LATEST = """SELECT id, modified, score
FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY modified DESC) AS seq
    FROM changes
) AS numbered
WHERE seq = 1"""
# The text names the day.
SAME_TIMES = OtherData(fixed=("created_at", "modified"))
TO_LOS_ANGELES = "SELECT * FROM flights WHERE dest = 'LAX' AND distance = 2475"
SOME_FLIGHTS = Table("flights", flights.COLUMNS, lambda: flights.flights_csv(paths.home(), rows=100_000))


# --- the exercises

exercises = [
    SqlExercise(
        id="sargable",
        engine="warehouse",
        fixtures=fixtures("warehouse"),
        other_data=SAME_TIMES,
        rules=[
            ResultRows(COLUMNS, mistakes.of_the_day, mistakes.DAY),
            ReadsIndex("nps", "modified", LARGE),
        ],
        hints=(
            "The index on modified holds the times in order. At which two times does the day begin and end?",
            "Keep modified alone on its side of the comparison: no function, no cast. The limits go on the"
            " other side.",
            "SELECT all columns FROM nps WHERE modified is greater than or equal to (>=) the midnight that"
            " begins the day, AND less than (<) the midnight that ends it, which is 2025-06-02 00:00:00.",
        ),
    ),
    SqlExercise(
        id="index-for-latest",
        engine="warehouse",
        fixtures=[Fixture(LARGE, warehouse=[*CHANGES, ANALYZE])],
        rules=[
            NoSort(LATEST, LARGE, mistakes.why_it_sorts),
            SameTable("public.changes", but=("index", "constraint")),
            SameRows("public.changes"),
        ],
        hints=(
            'Ask for the query\'s plan: plan("…"). By which columns does it sort, and in which direction?',
            "An index is a sorted copy of columns. If it has the order that the query needs, no sort is"
            " necessary. It can also be read backwards, but that reverses all of its columns.",
            "CREATE INDEX ON changes ( … ): first the column of PARTITION BY, then the column of ORDER BY,"
            " followed by the word that follows it in the query.",
        ),
    ),
    SqlExercise(
        id="better-estimate",
        engine="warehouse",
        fixtures=[Fixture(LARGE, warehouse=[SOME_FLIGHTS, ANALYZE])],
        rules=[
            EstimatesWell(TO_LOS_ANGELES, LARGE, 2, mistakes.why_it_is_off),
            SameTable("public.flights", but=("index",)),
            SameRows("public.flights"),
        ],
        hints=(
            "The estimate for each of the two conditions alone is good. What does the planner not know about"
            " the two together?",
            "CREATE STATISTICS name ON column, column FROM table tells PostgreSQL which columns belong"
            " together. ANALYZE then collects the statistics.",
            "Two statements: CREATE STATISTICS on the two columns of the filter, and then ANALYZE flights. The"
            " kinds dependencies and mcv help with filters; if you name no kind, you get all of them.",
        ),
    ),
    SqlExercise(
        id="range-in-mysql",
        engine="source",
        fixtures=fixtures("source"),
        other_data=SAME_TIMES,
        rules=[
            ResultRows(COLUMNS, partial(mistakes.of_the_day, engine="source"), mistakes.SOURCE_DAY),
            ReadsIndex("nps", "modified", LARGE, index="nps_modified"),
        ],
        hints=(
            "It is the same question as the first one, and the same thing helps: keep modified alone.",
            "Put EXPLAIN before your query, in a cell that begins with %%sql source, and look at type and key.",
            "modified >= one midnight AND modified < the next. MySQL reads '2025-06-01' as that day's midnight.",
        ),
    ),
    orders.EXERCISE,
]
