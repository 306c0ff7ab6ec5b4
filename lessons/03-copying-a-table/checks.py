"""Lesson 03: what a copy of a table keeps, and how to restore what it lost.

Over 300 lines: the tables and the four exercises of one lesson, side by side.
"""

import datetime as dt
from collections.abc import Callable
from random import Random
from string import ascii_letters, digits

from workbook.checking.compare import normal
from workbook.checking.rules import dependents, structure, value_forms
from workbook.checking.rules.result_rows import Oracle, Symptom
from workbook.checking.rules.structure import NOT_NULL_VIOLATION, UNIQUE_VIOLATION
from workbook.checking.rules.table_rows import TableRows
from workbook.datasets import nps_and_weather
from workbook.exercises import Fixture, OtherData, PredictExercise, SqlExercise, Table, load_module

survival = load_module("03-copying-a-table", "survival")
numbering = load_module("03-copying-a-table", "numbering")

# --- tables

READINGS = {"date": "DATE", "temp": "REAL", "min_temp": "REAL", "max_temp": "REAL"}
WEATHER = {**READINGS, "date": "DATE PRIMARY KEY", "created_date": "TIMESTAMP DEFAULT now()"}
TICKETS = {"id": "serial PRIMARY KEY", "subject": "text", "opened": "timestamp DEFAULT now()"}

FIRST = dt.date(2015, 3, 1)
DAYS, MICRO = dt.timedelta(1), dt.timedelta(microseconds=1)


def published(day: dt.date) -> list[tuple]:
    """The eight forecasts of a day, with the stamp that they were stored with."""
    return [(*forecast, nps_and_weather.stamp(day)) for forecast in nps_and_weather.forecasts(day)]


def newest(first: dt.date, days: int) -> list[tuple]:
    """The newest forecast for each date, after some days of loads."""
    found = {row[0]: row for n in range(days) for row in published(first + dt.timedelta(n))}
    return list(found.values())


def days_of_march(*days: int) -> list[tuple]:
    """What the weather service sent on some days of March 2015: the day, and its forecasts."""
    return [(day, *row) for day in (dt.date(2015, 3, n) for n in days) for row in nps_and_weather.forecasts(day)]


notebook = Fixture(
    "the lesson's tables",
    warehouse=[
        Table("weather_forecast", WEATHER, published(FIRST)),
        Table("incoming", {"published": "DATE", **READINGS}, days_of_march(2, 3)),
        Table(
            "tickets",
            TICKETS,
            [
                (1, "no rain today", dt.datetime(2025, 5, 1, 9)),
                (2, "비가 왔어요", dt.datetime(2025, 5, 2, 9)),
                (3, "where is ☀️?", dt.datetime(2025, 5, 3, 9)),
            ],
        ),
        "SELECT setval('tickets_id_seq', 3)",
    ],
    source=[
        Table(
            "weather_forecast",
            {**WEATHER, "created_date": "TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP"},
            published(FIRST),
        ),
        Table("incoming", {"published": "DATE", **READINGS}, days_of_march(2)),
    ],
)

ODD_WEATHER = [
    (dt.date(2031, 12, 31), -40.0, -55.5, None, dt.datetime(2020, 2, 29, 23, 59, 59)),
    (dt.date(1999, 1, 1), None, None, None, dt.datetime(2019, 1, 1, 0, 0, 0, 123456)),
    (dt.date(2024, 2, 29), 0.0, 0.0, 0.0, dt.datetime(2019, 1, 1, 0, 0, 0, 123456)),
    (dt.date(2015, 3, 5), 21.5, 9.0, 34.0, dt.datetime(2015, 3, 5, 6)),
]


STAMPED = dt.datetime(2015, 3, 1, 6)
LONG_WEATHER = [
    (dt.date(2030, 1, 1) + n * DAYS, n % 40 - 8.25, n % 17 - 12.5, n % 23 + 20.75, STAMPED + n * MICRO)
    for n in range(2_600)
]


def weather(name: str, rows: list[tuple], *after: str) -> Fixture:
    return Fixture(name, warehouse=[Table("weather_forecast", WEATHER, rows), *after])


def weathers(*after: str) -> list[Fixture]:
    """The fixtures of the weather's exercises; `after` is run when the table is there."""
    return [
        weather("the exercise's table", newest(FIRST, 2), *after),
        weather("an empty table", [], *after),
        weather("one row", ODD_WEATHER[:1], *after),
        weather("other dates, in no order, with NULL and negative temperatures", ODD_WEATHER, *after),
        weather("a longer history", newest(dt.date(2013, 11, 28), 6), *after),
        weather("thousands of days", LONG_WEATHER, *after),
    ]


def tickets(name: str, rows: list[tuple], last_id: int | None) -> Fixture:
    """`last_id` is the highest id that the sequence has given, None if it has never been asked."""
    moved = [f"SELECT setval('tickets_id_seq', {last_id})"] if last_id else []
    return Fixture(name, warehouse=[Table("tickets", TICKETS, rows), *moved])


def opened(day: int, *time: int) -> dt.datetime:
    return dt.datetime(2025, 5, day, *(time or (9, 30)))


HELP = [
    (3, "where is ☀️?", opened(3)),
    (1, "no rain today", opened(1)),
    (2, "비가 왔어요", opened(2, 17, 5, 0, 250000)),
    (7, "it's cold", opened(8)),
    (12, None, None),
]


MANY_TICKETS = [
    (
        n * 7 % 2_600 + 1,
        f"{(' ', '', 'RE: ')[n % 3]}No. {n}{('', ' ')[n % 2]}",
        opened(1 + n % 28, n % 24, n % 60, 0, n),
    )
    for n in range(2_600)
]


def all_weather(fixture: Fixture) -> list[tuple]:
    return fixture.rows("weather_forecast")


def all_tickets(fixture: Fixture) -> list[tuple]:
    return fixture.rows("tickets")


# --- what the rows of a wrong answer show


def differ_only_in(place: int, oracle: Oracle) -> Callable[[Fixture, list[tuple]], bool]:
    """Whether the rows that came are the oracle's but for one column."""

    def seen(fixture: Fixture, got: list[tuple]) -> bool:
        def others(row: tuple) -> tuple:
            return tuple(normal(value) for n, value in enumerate(row) if n != place)

        return sorted(map(repr, map(others, oracle(fixture)))) == sorted(repr(others(row)) for row in got)

    return seen


def stamps_cut(fixture: Fixture, got: list[tuple]) -> bool:
    """Whether the rows that came are the table's but for less than a second of their stamps."""
    if not differ_only_in(4, all_weather)(fixture, got):
        return False
    came = {row[0]: row[4] for row in got}
    return all(
        isinstance(came[row.date], dt.datetime)
        and abs(came[row.date] - row.created_date) < dt.timedelta(seconds=1)
        for row in all_weather(fixture)
    )


def text_came(fixture: Fixture, got: list[tuple]) -> bool:
    return any(isinstance(value, str) for row in got for value in row)


def more_than_all(fixture: Fixture, got: list[tuple]) -> bool:
    """Whether all rows of the table came, and others or the same again."""
    stored = {tuple(map(normal, row)) for row in all_weather(fixture)}
    return stored <= set(got) and len(got) > len(stored)


def none_came(fixture: Fixture, got: list[tuple]) -> bool:
    return not got


COPY_ROWS = Symptom(
    "It has no rows: LIKE copies only the table's definition. Copy the rows with an INSERT.", none_came
)

SHORT_STAMPS = Symptom(
    "The copied created_date lost digits of the second: its type in the copy holds fewer than in the original.",
    stamps_cut,
)

TEXT = Symptom(
    "Some values are text, such as '5.8', where the original has a DATE, a REAL or a TIMESTAMP. Keep its types.",
    text_came,
)

ADDED_ROWS = Symptom(
    "It has rows that weather_forecast does not hold, or holds only once. Copy each row once, and add none: the"
    " load appends later.",
    more_than_all,
)

OTHER_STAMPS = Symptom(
    "Only created_date differs: the rows lost their own values. Copy that column too.",
    differ_only_in(4, all_weather),
)


# --- exercises

NEW_WEATHER = "INSERT INTO {} (date, temp, min_temp, max_temp) VALUES ('2016-02-29', 14.5, 9, 20)"
# With an id of its own, so that a copy whose numbering is wrong is not told that `opened` is.
NEW_TICKET = "INSERT INTO tickets_copy (id, subject) OVERRIDING SYSTEM VALUE VALUES (2100000000, 'stamped?')"
TWO_OF_A_DATE = (
    "INSERT INTO {} (date, temp, min_temp, max_temp, created_date) VALUES"
    " ('2016-02-29', 14.5, 9, 20, '2016-02-28 06:00'), ('2016-02-29', 14.5, 9, 20, '2016-02-29 06:00')"
)

# What a table of weather may have to hold: later loads bring it.
AT = value_forms.Column(value_forms.moment)
DEGREES = value_forms.Column(value_forms.six_digits)
DAY = value_forms.Column(value_forms.text)
WEATHER_FORMS = {"date": DAY, "temp": DEGREES, "min_temp": DEGREES, "max_temp": DEGREES, "created_date": AT}
MICROSECOND = dt.datetime(2016, 2, 28, 6, 0, 0, 123457)
ANY_WEATHER = [
    (dt.date(1, 1, 1), 0.0, -0.01, 0.01, dt.datetime(1, 1, 1)),
    (dt.date(9999, 12, 31), 1e30, -1e30, 0.01, dt.datetime(9999, 12, 31, 23, 59, 58, 999_999)),
    (dt.date(2016, 2, 29), -40.55, -55.25, 104.75, MICROSECOND),
    # As another day's, but for the date.
    (dt.date(2016, 3, 1), -40.55, -55.25, 104.75, MICROSECOND),
    (dt.date(2016, 3, 2), None, None, None, MICROSECOND),
    (dt.date(2016, 3, 6), -1e30, -1e30, -1e30, MICROSECOND),
    (dt.date(2016, 3, 3), None, 1.25, None, dt.datetime(2030, 1, 1)),
    # The lowest above the highest: nobody has said that it can't be.
    (dt.date(2016, 3, 4), 20.0, 30.0, 10.0, dt.datetime(2016, 3, 3)),
    *((dt.date(2017, 1, 1) + dt.timedelta(n), n - 50.5, n - 60.0, n - 40.25, dt.datetime(2016, 12, 31, n % 24))
      for n in range(100)),
]  # fmt: skip
NO_STAMP = (dt.date(2016, 3, 5), 1.5, 0.0, 3.0, None)
# The same forecast once more: a microsecond later, two hours later, the next day.
SAME_DAY = [
    (dt.date(2016, 2, 29), -40.55, -55.25, 104.75, MICROSECOND + later)
    for later in (dt.timedelta(microseconds=1), dt.timedelta(hours=2), dt.timedelta(1))
]
WARM_AND_COLD = "INSERT INTO weather_copy (date, temp, min_temp, max_temp, created_date) VALUES " + ", ".join(
    f"('{dt.date(2018, 1, 1) + dt.timedelta(n)}', {low}, {low}, {high}, '2018-01-01 06:00')"
    for n, (low, high) in enumerate(
        [
            (20, 14.9),
            (0, 15),
            (14, 15.1),
            (-20, -15),
            (-90, 60),
            (15, "NULL"),
            ("NULL", 15),
            ("NULL", 0),
            (1, 1e30),
        ]
    )
)
WARM = "SELECT date, max_temp FROM weather_copy WHERE max_temp >= 15"

TICKET_FORMS = {
    "id": value_forms.Column(value_forms.number),
    "subject": value_forms.Column(value_forms.text),
    "opened": AT,
}
SUBJECTS = (
    "",
    " ",
    "  both ends  ",
    "a line\n",
    "UPPER lower",
    "NULL",
    "\\N",
    "e\u0301",
    "표 🎫",
    "<b>&amp;</b>",
    None,
)
ANY_TICKET = [
    *((2_147_483_600 + n, subject, opened(1)) for n, subject in enumerate(SUBJECTS)),
    (2_147_483_620, "same", opened(2)),
    (2_147_483_621, "same", opened(2)),
    (2_147_483_622, None, None),
    (2_147_483_647, "".join(Random("subject").choices(ascii_letters + digits, k=20_000)), MICROSECOND),
    (-(2**31), "the first", dt.datetime(1, 1, 1)),
    (0, "the last", dt.datetime(9999, 12, 31, 23, 59, 58, 999_999)),
]

exercises = [
    PredictExercise(
        id="survival",
        experiment=survival.experiment,
        truth=survival.truth,
        evidence=survival.evidence,
        among=survival.PROPERTIES,
        hints=(
            "CREATE TABLE AS runs a query and stores its result. Which of the eight things does a query's"
            " result have in PostgreSQL? MySQL also looks at the column that a value came from.",
            "In PostgreSQL, LIKE alone copies column names, types and one more thing. Each INCLUDING adds"
            " what it names. A primary key is an index, so it comes with INDEXES, which ALL contains.",
            "A copy of a definition has no rows. No copy keeps the foreign key. Two of the seven ways"
            " keep exactly the same things, one on each server.",
        ),
    ),
    SqlExercise(
        id="stage-with-defaults",
        engine="warehouse",
        fixtures=weathers(),
        rules=[
            TableRows(
                "temp_weather",
                tuple(WEATHER),
                all_weather,
                symptoms=(
                    COPY_ROWS,
                    TEXT,
                    SHORT_STAMPS,
                    OTHER_STAMPS,
                    ADDED_ROWS,
                ),
            ),
            structure.StampsInserts("temp_weather", "created_date", NEW_WEATHER.format("temp_weather")),
            structure.Takes(
                "temp_weather",
                TWO_OF_A_DATE.format("temp_weather"),
                "a second row for a date",
                "It has a key or a unique index on date. INCLUDING ALL, for example, copies the primary key.",
            ),
            structure.KeepsRows(
                "temp_weather",
                WEATHER_FORMS,
                [*ANY_WEATHER, *SAME_DAY],
                "rows that later loads may bring",
            ),
            TableRows("weather_forecast", tuple(WEATHER), all_weather),
            dependents.SameTable("weather_forecast", "Copy it, and leave it as it is."),
            dependents.NoTableLeft(("temp_weather",)),
        ],
        hints=(
            "Two things have to be copied: the definition and the rows. Which way to copy keeps the defaults,"
            " and which constraint of weather_forecast must not be copied?",
            "LIKE … INCLUDING DEFAULTS creates an empty table without the primary key. Or begin with CREATE"
            " TABLE AS and restore the default with ALTER TABLE … ALTER COLUMN … SET DEFAULT.",
            "After CREATE TABLE temp_weather (LIKE weather_forecast INCLUDING …), fill it with INSERT INTO …"
            " SELECT with all five columns, so that each row keeps its created_date.",
        ),
    ),
    SqlExercise(
        id="own-identity",
        engine="warehouse",
        other_data=OtherData(fixed=("id",)),  # setval names the highest
        fixtures=[
            tickets("the exercise's table", HELP, 12),
            tickets("tickets whose newest rows were deleted", HELP[:3], 40),
            tickets("an empty table, never used", [], None),
            tickets("one ticket", [(1, "", opened(1))], 1),
            tickets(
                "ids above two billion",
                # Near the end of what an int holds, so that no number in an answer is above them.
                [(2_147_400_000 + n, f"번호 {n}", None) for n in (9, 4)],
                2_147_400_009,
            ),
            tickets("thousands of tickets, with letters and spaces of all kinds", MANY_TICKETS, 20_000),
        ],
        rules=[
            TableRows(
                "tickets_copy",
                tuple(TICKETS),
                all_tickets,
                symptoms=(
                    COPY_ROWS,
                    Symptom(
                        "The copied tickets have other ids than in tickets. Copy the ids too.",
                        differ_only_in(0, all_tickets),
                    ),
                    Symptom(
                        "The copied tickets have other values in opened than in tickets. Copy that column too.",
                        differ_only_in(2, all_tickets),
                    ),
                ),
            ),
            numbering.NewIdsComeAfter(),
            numbering.OriginalNumbersAlone(),
            structure.StampsInserts("tickets_copy", "opened", NEW_TICKET),
            structure.KeepsRows("tickets_copy", TICKET_FORMS, ANY_TICKET, "rows that tickets accepts"),
            TableRows("tickets", tuple(TICKETS), all_tickets),
            dependents.SameTable("tickets", "Copy it, and leave it as it is."),
            dependents.NoTableLeft(("tickets_copy",)),
        ],
        hints=(
            "serial is short for an integer column whose default is nextval('tickets_id_seq'). Where does"
            " a copy of that default take its ids from?",
            "Give the copy's id its own counter: drop the copied default, then ADD GENERATED BY DEFAULT"
            " AS IDENTITY, or CREATE SEQUENCE … OWNED BY tickets_copy.id and SET DEFAULT nextval('…').",
            "A new counter starts at 1. setval(pg_get_serial_sequence('tickets_copy', 'id'), n, false) makes"
            " n the next id. Compute n from the highest copied id, and think of a table without rows.",
        ),
    ),
    SqlExercise(
        id="repair-a-ctas",
        engine="warehouse",
        fixtures=weathers(
            "CREATE TABLE weather_copy AS SELECT * FROM weather_forecast",
            f"CREATE VIEW warm_days AS {WARM}",
            "GRANT USAGE ON SCHEMA public TO analysts",
            "GRANT SELECT ON weather_copy, warm_days TO analysts",
        ),
        rules=[
            dependents.SameTable("weather_copy", but=("not null date", "default created_date", "key", "view")),
            TableRows("weather_copy", tuple(WEATHER), all_weather, symptoms=(OTHER_STAMPS,)),
            structure.StampsInserts("weather_copy", "created_date", NEW_WEATHER.format("weather_copy")),
            structure.Refuses(
                "weather_copy",
                NEW_WEATHER.format("weather_copy").replace("'2016-02-29'", "NULL"),
                NOT_NULL_VIOLATION,
                "a row whose date is NULL",
            ),
            structure.Refuses(
                "weather_copy", TWO_OF_A_DATE.format("weather_copy"), UNIQUE_VIOLATION, "a second row for a date"
            ),
            structure.PrimaryKey("weather_copy", ("date",)),
            structure.KeepsRows(
                "weather_copy", WEATHER_FORMS, [*ANY_WEATHER, NO_STAMP], "rows that later loads may bring"
            ),
            dependents.ViewAsks(
                "warm_days", "weather_copy", NEW_WEATHER.format("weather_copy"), WARM, WARM_AND_COLD
            ),
            dependents.Granted("weather_copy", "analysts", "SELECT"),
            dependents.Granted("warm_days", "analysts", "SELECT"),
            dependents.NoTableLeft(),
        ],
        hints=(
            "Nothing has to be copied again: you can change a table that has rows. Which statement"
            " changes a table?",
            "ALTER TABLE weather_copy can make several changes, separated by commas: ALTER COLUMN … SET"
            " DEFAULT …, and ADD …",
            "A primary key also makes its column NOT NULL. So two changes are enough: a default for"
            " created_date that is computed at each insert, and a primary key on date.",
        ),
    ),
]
