"""Lesson 04's known mistakes: what each makes of a table's rows, and its name in words that help.

Over 300 lines: one list of known mistakes, each a few lines.
"""

import datetime as dt
from operator import attrgetter

from workbook.checking.compare import AnyOf, normal
from workbook.checking.rules.per_key import PerKey, distinct, greatest, kept_wrongly
from workbook.checking.rules.result_rows import Mistake, Symptom
from workbook.exercises import Fixture

# --- orders: the greatest is the row that is kept


def any_row(row: tuple) -> int:
    return 0


def age(stamp: dt.datetime) -> dt.timedelta:
    """Greater for what is older."""
    return dt.datetime.max - stamp


def null_first(value) -> tuple:
    """As PostgreSQL's DESC has it: NULL stands before every value."""
    return (value is None, 0 if value is None else value)


def null_last(value) -> tuple:
    return (value is not None, 0 if value is None else value)


# --- temp_weather: the newest row of each date

CREATED = attrgetter("created_date")
per_date = PerKey("temp_weather", "date")
whole_weather = PerKey("temp_weather")


def newest_for_some_date(fixture: Fixture) -> list[tuple]:
    stamps = {max(map(CREATED, group)) for group in per_date.groups(fixture)}
    return [row for row in fixture.rows("temp_weather") if row.created_date in stamps]


def old_for_no_date(fixture: Fixture) -> list[tuple]:
    """What is left when every stamp goes that a row older than its date's newest has."""
    old = {r.created_date for g in per_date.groups(fixture) for r in g if r.created_date < max(map(CREATED, g))}
    return [row for row in fixture.rows("temp_weather") if row.created_date not in old]


def second_for_no_date(fixture: Fixture) -> list[tuple]:
    """What is left when every stamp goes that a row numbered above 1 has."""
    second = {stamp for g in per_date.groups(fixture) for stamp in sorted(map(CREATED, g))[:-1]}
    return [row for row in fixture.rows("temp_weather") if row.created_date not in second]


def stamped_anew(fixture: Fixture, got: list[tuple]) -> bool:
    """Whether there are rows with stamps that no row had, and these are stored rows in all else."""
    stored = {tuple(map(normal, row)) for row in fixture.rows("temp_weather")}
    changed = set(got) - stored
    is_new = {row[-1] for row in changed}.isdisjoint({row[-1] for row in stored})
    return bool(changed) and is_new and {row[:-1] for row in changed} <= {row[:-1] for row in stored}


BY_STAMP = (
    "You dropped rows by created_date alone. Rows of one load have one stamp: it is an old one for some dates and"
    " the newest for others."
)

WEATHER = (
    Mistake("Every row is still there: no row was dropped.", whole_weather.ties(any_row)),
    Mistake(
        "You dropped only rows that are equal in every column, as DISTINCT does. Forecasts for one date differ"
        " in their values; what makes them the same is the date.",
        distinct(whole_weather.ties(any_row)),
    ),
    Mistake(
        "One row of each date and created_date stayed. Two mistakes do that: PARTITION BY both columns, although"
        " rows of the same date are the same thing; and a window with ORDER BY, which ends at the current row, as"
        " for last_value() unless its frame says otherwise.",
        PerKey("temp_weather", "date", "created_date").one(any_row),
    ),
    Mistake(
        "Rows that are equally new all stayed. None of them has a newer one, so a comparison of created_date,"
        " RANK() and DENSE_RANK() treat them alike. ROW_NUMBER() gives the number 1 to only one of them.",
        per_date.ties(CREATED),
    ),
    Mistake(
        "Rows that are equally new but differ all stayed: DISTINCT drops only rows that are equal in every"
        " column. ROW_NUMBER() numbers ties 1, 2, 3.",
        distinct(per_date.ties(CREATED)),
    ),
    Mistake(
        "Where two rows are equally new, both are gone: each one was a reason to drop the other. One of them"
        " has to stay.",
        per_date.alone(CREATED),
    ),
    Mistake(
        "You kept the oldest row of each date: the order has to be descending, newest first.",
        per_date.one(lambda row: age(row.created_date)),
    ),
    Mistake(
        "You kept the oldest row of each date: the order has to be descending, newest first.",
        per_date.ties(lambda row: age(row.created_date)),
    ),
    Mistake(
        "You took max() of each column separately, so one row has values of different forecasts: such a row was"
        " never stored.",
        per_date.max_of_each_column(),
    ),
    Mistake(
        "You kept only what is newest in the whole table. Each date has its own newest row, also the older dates.",
        whole_weather.ties(CREATED),
    ),
    Mistake(
        "You kept one row of the whole table: PARTITION BY date starts the numbers at 1 again for each date.",
        whole_weather.one(CREATED),
    ),
    Mistake(
        "You compared created_date without the date. Rows of one load have one stamp: it is the newest for some"
        " dates and an old one for others.",
        newest_for_some_date,
    ),
    Mistake(BY_STAMP, old_for_no_date),
    Mistake(BY_STAMP, second_for_no_date),
    Mistake(
        "You partitioned by created_date, so one row of each load stayed. Partition by date: rows of the same date"
        " are the same thing.",
        PerKey("temp_weather", "created_date").one(any_row),
    ),
    Mistake(
        "You kept the row that was inserted first. A table has no order: write ORDER BY created_date DESC inside"
        " OVER (…).",
        per_date.inserted(0),
    ),
    Mistake(
        "You kept the row that was inserted last. The position in the table does not say which row is newer:"
        " created_date does.",
        per_date.inserted(-1),
    ),
    Mistake("You kept the warmest forecast, not the newest.", per_date.one(lambda row: null_first(row.temp))),
    Mistake(
        "You kept the coldest forecast, not the newest.",
        per_date.one(lambda row: null_last(None if row.temp is None else -row.temp)),
    ),
    Mistake(
        "You compared created_date without the parts of a second. Two rows may differ by less than a second.",
        per_date.one(lambda row: row.created_date.replace(microsecond=0)),
    ),
    Mistake(
        "You compared only the day of created_date. Two loads of one day differ in their time.",
        per_date.one(lambda row: row.created_date.date()),
    ),
    Mistake(
        "Dates with more than one row are gone completely: their newest row has to stay.",
        lambda fixture: [group[0] for group in per_date.groups(fixture) if len(group) == 1],
    ),
    Mistake(
        "Nothing is left. Two mistakes do that: a comparison with >= (a row is as new as itself), and emptying the"
        " table before its newest rows are copied.",
        lambda fixture: [],
    ),
)

WEATHER_SYMPTOMS = (
    Symptom(
        "The rows have other stamps than they were stored with: copy created_date as it is. An INSERT that"
        " leaves it out gives the rows new stamps.",
        stamped_anew,
    ),
    *kept_wrongly("temp_weather", "date"),
)

# --- readings: the latest `at` of each sensor, then the highest seq

per_sensor = PerKey("readings", "sensor")

READINGS = (
    Mistake("Every row is still there: no row was dropped.", PerKey("readings").ties(any_row)),
    Mistake(
        "You ordered by seq before `at`. When a sensor restarts, seq begins anew, so an old row may"
        " have the highest seq.",
        per_sensor.one(lambda row: row.seq),
    ),
    Mistake(
        "Rows with the latest `at` all stayed: order by seq too, and keep one row.",
        per_sensor.ties(lambda row: row.at),
    ),
    Mistake(
        "Of rows with the latest `at` you kept the lowest seq: seq has to be descending too. DESC belongs to one"
        " column, not to the whole list.",
        per_sensor.one(lambda row: (row.at, -row.seq)),
    ),
    Mistake(
        "You kept the oldest `at`, and of it the highest seq: DESC belongs to one column, not to the whole list.",
        per_sensor.one(lambda row: (age(row.at), row.seq)),
    ),
    Mistake(
        "You kept the oldest row: both `at` and seq have to be descending.",
        per_sensor.one(lambda row: age(row.at)),
    ),
    Mistake(
        "You took max(at) and max(seq) separately, so they come from different rows: such a row was never stored.",
        per_sensor.max_of_each_column(),
    ),
    Mistake(
        "You looked for rows that have both the latest `at` and the highest seq of the sensor. After a restart no"
        " row has both: the highest seq counts only among rows with the latest `at`.",
        lambda fixture: [
            row
            for group in per_sensor.groups(fixture)
            for row in group
            if (row.at, row.seq) == (max(r.at for r in group), max(r.seq for r in group))
        ],
    ),
    Mistake(
        "You partitioned by sensor and `at`, so each time of a sensor has its own newest row. Partition by sensor"
        " alone.",
        PerKey("readings", "sensor", "at").one(lambda row: row.seq),
    ),
    Mistake(
        "You kept one row of the whole table: PARTITION BY sensor starts the numbers at 1 again for each sensor.",
        PerKey("readings").one(lambda row: (row.at, row.seq)),
    ),
    Mistake("You kept the highest value, not the latest row.", per_sensor.one(lambda row: null_first(row.value))),
    Mistake(
        "You compared seq as text, where '9' comes after '10'. Compare it as a number.",
        per_sensor.one(lambda row: (row.at, str(row.seq))),
    ),
    Mistake(
        "You compared seq as a floating-point number, which holds about 16 digits: large ones tie.",
        per_sensor.one(lambda row: (row.at, float(row.seq))),
    ),
    Mistake(
        "Of rows with the latest `at` you took just any one: order by seq DESC after `at` DESC.",
        per_sensor.one(lambda row: row.at),
    ),
    Mistake("Nothing is left.", lambda fixture: []),
)

# --- changes: the newest modified of each id, NULL the oldest

per_id = PerKey("changes", "id")


def replaced(stamp: dt.datetime):
    """The order in which `stamp` stands for NULL."""
    return lambda row: row.modified or stamp


def with_date(fixture: Fixture) -> list[list[tuple]]:
    """The rows of each id that are not NULL, where there are any."""
    found = [[row for row in group if row.modified is not None] for group in per_id.groups(fixture)]
    return [group for group in found if group]


NULL_LOST = (
    "Ids are gone whose `modified` is always NULL: a condition or a join on `modified` is never true for NULL."
    " Their row has to stay."
)
NULL_NEWEST = "NULL counts as the newest. PostgreSQL and Redshift sort NULL first under DESC: write NULLS LAST."

CHANGES = (
    Mistake("Every row is still there: no row was dropped.", PerKey("changes").ties(any_row)),
    Mistake(NULL_NEWEST, per_id.one(lambda row: null_first(row.modified))),
    Mistake(NULL_NEWEST, per_id.ties(lambda row: null_first(row.modified))),
    Mistake(
        "NULL was replaced by a late date, such as now(), so it counts as newer than the changes before it."
        " NULL has to be the oldest.",
        per_id.one(replaced(dt.datetime.now())),
    ),
    *(
        Mistake(
            "NULL was replaced by a date that is not old enough: a change that is as old, or older, does not"
            " count as newer than NULL. NULLS LAST needs no such date; '-infinity' is older than any.",
            per_id.one(replaced(dt.datetime(year, 1, 1))),
        )
        for year in (1970, 1900, 2000, 1)
    ),
    Mistake(
        NULL_LOST, lambda fixture: [AnyOf(greatest(group, attrgetter("modified"))) for group in with_date(fixture)]
    ),
    Mistake(
        NULL_LOST,
        lambda fixture: [row for group in with_date(fixture) for row in greatest(group, attrgetter("modified"))],
    ),
    Mistake(
        "Rows that are equally new all stayed: RANK() and modified = max(modified) treat them alike. ROW_NUMBER()"
        " gives one of them 1.",
        per_id.ties(lambda row: null_last(row.modified)),
    ),
    Mistake(
        "You took max() of each column separately, so the score may be that of another row: such a row was never"
        " stored.",
        per_id.max_of_each_column(),
    ),
    Mistake(
        "You kept the oldest row: the order has to be descending.",
        per_id.one(lambda row: null_last(row.modified and age(row.modified))),
    ),
    Mistake(
        "You kept the oldest row: the order has to be descending.",
        per_id.one(lambda row: null_first(row.modified and age(row.modified))),
    ),
    Mistake(
        "You kept one row of the whole table: PARTITION BY id starts the numbers at 1 again for each id.",
        PerKey("changes").one(lambda row: null_last(row.modified)),
    ),
    Mistake(
        "You partitioned by id and modified, so only rows of one time count as the same. Partition by id alone.",
        PerKey("changes", "id", "modified").one(any_row),
    ),
    Mistake("Nothing is left.", lambda fixture: []),
)
