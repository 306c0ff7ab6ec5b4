"""Lesson 05's oracles, and the mistakes that are known by name: the rows that each of them leaves."""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter

from workbook.checking.compare import AnyOf, normal
from workbook.checking.rules.per_key import PerKey
from workbook.checking.rules.result_rows import Mistake, Symptom
from workbook.checking.rules.table_rows import BY_THIS_RUN
from workbook.exercises import Fixture, Scenario

CREATED = attrgetter("created_date")
KEEP_STAMP = (
    "INSERT without created_date gives every row a new stamp, so all forecasts seem to be from today. Name"
    " created_date in the INSERT and in its SELECT."
)

LOSES_PAST_DAYS = (
    "Only the given dates are there: DELETE without WHERE, or TRUNCATE, loses the past dates. Dates that are not"
    " given stay."
)


def stamped(rows: Iterable[tuple], stamp: object = BY_THIS_RUN) -> list[tuple]:
    """The rows' date and temperatures, with another stamp."""
    return [(*row[:4], stamp) for row in rows]


def nothing(fixture: Fixture) -> list[tuple]:
    return []


def none_came(fixture: Fixture, got: Sequence[tuple]) -> bool:
    return not got


def any_stamp_is_null(fixture: Fixture, got: Sequence[tuple]) -> bool:
    return any(row[4] is None for row in got)


def all_are_of_this_run(fixture: Fixture, got: Sequence[tuple]) -> bool:
    return bool(got) and all(row[4] == BY_THIS_RUN for row in got)


def lacks(rows_of: Callable[[Fixture], Iterable[tuple]], width: int) -> Callable[[Fixture, Sequence[tuple]], bool]:
    """Whether a row that the fixture holds is not there any more, its first `width` values looked at."""

    def seen(fixture: Fixture, got: Sequence[tuple]) -> bool:
        there = [row[:width] for row in got]
        return any(tuple(map(normal, row[:width])) not in there for row in rows_of(fixture))

    return seen


def otherwise(fixture: Fixture, got: Sequence[tuple]) -> bool:
    return True


# --- append-forecast


def stage(fixture: Fixture) -> list[tuple]:
    return fixture.rows("temp_weather")


def incoming(fixture: Fixture) -> list[tuple]:
    return fixture.rows("incoming")


def appended(fixture: Fixture) -> list[tuple]:
    return [*stage(fixture), *stamped(incoming(fixture))]


def only(keep: Callable[[Fixture, tuple], bool]) -> Callable[[Fixture], list[tuple]]:
    """As appended(), of incoming only the rows that `keep` keeps."""
    return lambda fixture: [*stage(fixture), *stamped(row for row in incoming(fixture) if keep(fixture, row))]


def other_dates(fixture: Fixture) -> list[tuple]:
    """The staged rows whose date does not come in."""
    sent = {row.date for row in incoming(fixture)}
    return [row for row in stage(fixture) if row.date not in sent]


APPEND = (
    Mistake("temp_weather is unchanged: nothing was appended.", stage),
    Mistake(
        "Rows whose date was already in temp_weather were left out. They are the newer forecasts: append all"
        " rows.",
        only(lambda fixture, row: row.date not in {old.date for old in stage(fixture)}),
    ),
    Mistake(
        "Rows that temp_weather already had, with an older stamp, were left out. Append all rows of incoming.",
        only(lambda fixture, row: row not in {old[:4] for old in stage(fixture)}),
    ),
    Mistake(
        "Rows that came twice in incoming were appended once: DISTINCT and UNION drop repeated rows. Append all"
        " rows.",
        lambda fixture: [*stage(fixture), *stamped(dict.fromkeys(incoming(fixture)))],
    ),
    Mistake(
        "The rows that were in temp_weather are gone. Appending leaves them as they are.",
        lambda fixture: stamped(incoming(fixture)),
    ),
    Mistake(
        "Earlier rows of the same date were deleted or replaced. Appending leaves them as they are.",
        lambda fixture: [*other_dates(fixture), *stamped(incoming(fixture))],
    ),
    Mistake(
        "The rows that were in temp_weather have new stamps: they should keep their own created_date.",
        lambda fixture: stamped([*stage(fixture), *incoming(fixture)]),
    ),
    Mistake(
        "The new rows came in without a stamp: leave created_date out of the INSERT, and the default fills it."
        " If you insert NULL, it stays NULL.",
        lambda fixture: [*stage(fixture), *stamped(incoming(fixture), None)],
    ),
    Mistake(
        "The rows of incoming were appended twice.",
        lambda fixture: [*appended(fixture), *stamped(incoming(fixture))],
    ),
    Mistake("temp_weather is empty.", nothing),
)
APPEND_SYMPTOMS = (
    Symptom("A row that was in temp_weather is gone, or has another stamp.", lacks(stage, 5)),
    Symptom("Not all rows of incoming are there.", lacks(incoming, 4)),
    Symptom(
        "Rows that are equal to others are missing: DISTINCT, UNION and EXCEPT drop repeated rows.",
        lambda fixture, got: len(got) < len(appended(fixture)),
    ),
    Symptom("A new row has no stamp: created_date is NULL.", any_stamp_is_null),
    Symptom(
        "The new rows are not stamped with the time of the insert.",
        lambda fixture, got: len(got) == len(appended(fixture)),
    ),
    Symptom("There are more rows than temp_weather and incoming had together.", otherwise),
)

# --- swap-latest

per_date = PerKey("temp_weather", "date")
swapped = per_date.one(CREATED)


def stored(fixture: Fixture) -> list[tuple]:
    return fixture.rows("weather_forecast")


def newest_load_only(fixture: Fixture) -> list[tuple]:
    last = max((row.created_date for row in stage(fixture)), default=None)
    return [row for row in stage(fixture) if row.created_date == last]


def new_dates_only(fixture: Fixture) -> list[tuple]:
    there = {row.date for row in stored(fixture)}
    return [*stored(fixture), *(choice for choice in swapped(fixture) if choice[0].date not in there)]


def old_stamps(fixture: Fixture) -> list[tuple]:
    """The newest values, each with the stamp that its date had in weather_forecast."""
    was = {row.date: row.created_date for row in stored(fixture)}
    return [
        AnyOf((*row[:4], was.get(row.date, row.created_date)) for row in choice) for choice in swapped(fixture)
    ]


SWAP = (
    Mistake("weather_forecast is unchanged: no newer row came in.", stored),
    Mistake("weather_forecast is empty.", nothing),
    Mistake(KEEP_STAMP, lambda fixture: [AnyOf(stamped(choice)) for choice in swapped(fixture)]),
    Mistake(
        "Only the dates of the newest load are there, and past dates are lost. Each date keeps its own newest"
        " row.",
        newest_load_only,
    ),
    Mistake(
        "You kept the oldest row of each date: the order has to be descending.",
        per_date.one(lambda row: -CREATED(row).timestamp()),
    ),
    Mistake(
        "Dates that were in weather_forecast kept their old row: ON CONFLICT DO NOTHING, and a join that only"
        " adds what is missing, do that.",
        new_dates_only,
    ),
    Mistake("The temperatures are new, the stamps are old: take created_date from the same row.", old_stamps),
    Mistake(
        "You took max() of each column separately: such a row was never stored.", per_date.max_of_each_column()
    ),
    Mistake("A date whose newest rows are equally new is missing.", per_date.alone(CREATED)),
    Mistake("You kept whichever row of a date was staged first.", per_date.inserted(0)),
    Mistake("You kept whichever row of a date was staged last.", per_date.inserted(-1)),
    Mistake(
        "You kept one row of the whole table: PARTITION BY date is missing.", PerKey("temp_weather").one(CREATED)
    ),
)
SWAP_SYMPTOMS = (
    Symptom(KEEP_STAMP, all_are_of_this_run),
    Symptom("created_date is NULL in a row: each row keeps its own stamp.", any_stamp_is_null),
    Symptom("A date of temp_weather is missing.", lacks(stage, 1)),
    Symptom(
        "A row has a stamp of this run: each row keeps its own.",
        lambda f, got: any(r[4] == BY_THIS_RUN for r in got),
    ),
    Symptom(
        "There is a row that temp_weather never held: keep whole rows, as they were stored.",
        lambda fixture, got: not set(got) <= {tuple(map(normal, row)) for row in stage(fixture)},
    ),
    Symptom("One of the rows is not the newest of its date.", otherwise),
)

# --- load-forecast


def given(scenario: Scenario) -> list[tuple]:
    return scenario.arguments[0]


def untouched(scenario: Scenario) -> list[tuple]:
    """The stored rows of other days than the given ones."""
    days = {row[0] for row in given(scenario)}
    return [row for row in stored(scenario) if row.date not in days]


def loaded(scenario: Scenario) -> list[tuple]:
    return [*untouched(scenario), *stamped(given(scenario))]


def first_come(scenario: Scenario) -> list[tuple]:
    """The stored rows, and of the given ones those of days that were not there."""
    days = {row.date for row in stored(scenario)}
    return [*stored(scenario), *stamped(row for row in given(scenario) if row[0] not in days)]


def old_stamps_given(scenario: Scenario) -> list[tuple]:
    was = {row.date: row.created_date for row in stored(scenario)}
    rows = [(*row[:4], was.get(row[0], BY_THIS_RUN)) for row in given(scenario)]
    return [*untouched(scenario), *rows]


def changed_only(scenario: Scenario) -> list[tuple]:
    """As loaded(), but a day whose temperatures are the stored ones keeps its stamp."""
    was = {row[:4]: row for row in stored(scenario)}
    return [*untouched(scenario), *(was.get(row, (*row, BY_THIS_RUN)) for row in given(scenario))]


LOAD = (
    Mistake("weather_forecast is unchanged: no row came in.", stored),
    Mistake("weather_forecast is empty.", nothing),
    Mistake(
        LOSES_PAST_DAYS,
        lambda scenario: stamped(given(scenario)),
    ),
    Mistake(KEEP_STAMP, lambda scenario: stamped(loaded(scenario))),
    Mistake(
        "Dates that were there keep their old temperatures: ON CONFLICT DO NOTHING leaves the older forecast.",
        first_come,
    ),
    Mistake(
        "The given dates have the new temperatures and their old stamps: a default applies only to new rows, so an"
        " UPDATE has to set created_date as well.",
        old_stamps_given,
    ),
    Mistake(
        "A date whose temperatures did not change keeps its old stamp. All given dates get the stamp of this run.",
        changed_only,
    ),
    Mistake(
        "The given rows came in without a stamp: created_date is NULL.",
        lambda scenario: [*untouched(scenario), *stamped(given(scenario), None)],
    ),
    Mistake("No row has a stamp: created_date is NULL.", lambda scenario: stamped(loaded(scenario), None)),
    Mistake("The given dates were deleted, and not inserted again.", untouched),
)
LOAD_SYMPTOMS = (
    Symptom(
        LOSES_PAST_DAYS,
        lambda scenario, got: {row[0] for row in got} == {row[0] for row in given(scenario)},
    ),
    Symptom(KEEP_STAMP, all_are_of_this_run),
    Symptom("A date that was there is missing.", lacks(stored, 1)),
    Symptom("A given date is missing.", lacks(given, 1)),
    Symptom("A date that was not given has changed, or has another stamp.", lacks(untouched, 5)),
    Symptom("A given date has other temperatures than the given ones.", lacks(given, 4)),
    Symptom("created_date is NULL in a row.", any_stamp_is_null),
    Symptom(
        "A given date does not have the stamp of this run: its created_date has to be the time of the load.",
        otherwise,
    ),
)
