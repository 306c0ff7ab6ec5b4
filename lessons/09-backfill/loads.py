"""What a load of one day must leave in `daily_answers`, and the mistakes that are known by name."""

import datetime as dt
from collections.abc import Iterable, Sequence

from workbook.checking.rules.result_rows import Mistake, Symptom
from workbook.exercises import Scenario

DAY, ID, SCORE = range(3)


def run_date(scenario: Scenario) -> dt.date:
    return scenario.arguments[0]


def given(scenario: Scenario) -> list[tuple]:
    """The rows that are given, with their day."""
    return [(run_date(scenario), *row) for row in scenario.arguments[1]]


def stored(scenario: Scenario) -> list[tuple]:
    return list(map(tuple, scenario.rows("daily_answers")))


def loaded(scenario: Scenario) -> list[tuple]:
    """The rows that are right: those of other days as they were, and the given ones."""
    return [*(row for row in stored(scenario) if row[DAY] != run_date(scenario)), *given(scenario)]


def unchanged(scenario: Scenario) -> list[tuple]:
    return stored(scenario)


def given_alone(scenario: Scenario) -> list[tuple]:
    return given(scenario)


def upserted(scenario: Scenario) -> list[tuple]:
    """The given rows, and those that they don't replace."""
    return _once([*given(scenario), *stored(scenario)])


def added(scenario: Scenario) -> list[tuple]:
    """The old rows, and the given ones whose id the day did not have."""
    return _once([*stored(scenario), *given(scenario)])


def _once(rows: Iterable[tuple]) -> list[tuple]:
    first: dict[tuple, tuple] = {}
    for row in rows:
        first.setdefault(row[:SCORE], row)
    return list(first.values())


def kept_if_empty(scenario: Scenario) -> list[tuple]:
    return loaded(scenario) if scenario.arguments[1] else stored(scenario)


def later_days_gone(scenario: Scenario) -> list[tuple]:
    return [*(row for row in stored(scenario) if row[DAY] < run_date(scenario)), *given(scenario)]


def earlier_days_gone(scenario: Scenario) -> list[tuple]:
    return [*(row for row in stored(scenario) if row[DAY] > run_date(scenario)), *given(scenario)]


def ids_taken_from_other_days(scenario: Scenario) -> list[tuple]:
    ids = {row[0] for row in scenario.arguments[1]}
    return [*(row for row in stored(scenario) if row[ID] not in ids), *given(scenario)]


def ids_and_day_gone(scenario: Scenario) -> list[tuple]:
    ids = {row[0] for row in scenario.arguments[1]}
    return [*(row for row in loaded(scenario) if row[DAY] == run_date(scenario) or row[ID] not in ids)]


def only_if_absent(scenario: Scenario) -> list[tuple]:
    there = any(row[DAY] == run_date(scenario) for row in stored(scenario))
    return stored(scenario) if there else loaded(scenario)


def only_after_the_last(scenario: Scenario) -> list[tuple]:
    last = max((row[DAY] for row in stored(scenario)), default=dt.date.min)
    return loaded(scenario) if run_date(scenario) > last else stored(scenario)


def nulls_dropped(scenario: Scenario) -> list[tuple]:
    fresh = [row for row in given(scenario) if row[SCORE] is not None]
    return [*(row for row in stored(scenario) if row[DAY] != run_date(scenario)), *fresh]


def zero_for_null(scenario: Scenario) -> list[tuple]:
    return [
        (*row[:SCORE], 0) if row[SCORE] is None and row in given(scenario) else row for row in loaded(scenario)
    ]


def emptied(scenario: Scenario) -> list[tuple]:
    return [row for row in stored(scenario) if row[DAY] != run_date(scenario)]


MISTAKES = (
    Mistake("Nothing was changed: the day holds its old rows.", unchanged),
    Mistake(
        "An empty list means that the day has no rows, so none may stay. You return too early.", kept_if_empty
    ),
    Mistake(
        "The day's old rows are still there: the new rows were added to them, or changed some of them. An id"
        " that the day no longer has must go: delete the day first.",
        upserted,
    ),
    Mistake(
        "The day's old rows are still there, and an id that came again kept its old score: delete the day first.",
        added,
    ),
    Mistake("You load a day only if it has no rows yet. Then a wrong run can't be corrected.", only_if_absent),
    Mistake(
        "You load a day only if it is newer than all others. But a backfill runs old days.", only_after_the_last
    ),
    Mistake("Other days are lost: delete only the rows of run_date.", given_alone),
    Mistake(
        "The days after run_date are lost: when an old day is run again, later days have already been loaded.",
        later_days_gone,
    ),
    Mistake("The days before run_date are lost: delete only the rows of run_date.", earlier_days_gone),
    Mistake(
        "You deleted by id, so rows of other days are lost, and rows of this day may stay: delete by day.",
        ids_taken_from_other_days,
    ),
    Mistake("Rows of other days with the same ids are lost: delete only by day.", ids_and_day_gone),
    Mistake("Rows without a score are missing: load them too, with NULL.", nulls_dropped),
    Mistake("A missing score is NULL, not 0.", zero_for_null),
    Mistake("The day's old rows are deleted, and the new ones are missing.", emptied),
)


def other_days_changed(scenario: Scenario, got: Sequence[tuple]) -> bool:
    there = set(got)
    return any(row not in there for row in stored(scenario) if row[DAY] != run_date(scenario))


def stamped_with_another_day(scenario: Scenario, got: Sequence[tuple]) -> bool:
    days = {row[DAY] for row in stored(scenario)} | {run_date(scenario)}
    return any(row[DAY] not in days for row in got)


SYMPTOMS = (
    Symptom(
        "There are rows of a day that was not given: `day` is run_date, not what the clock says.",
        stamped_with_another_day,
    ),
    Symptom("Rows of other days were changed: change only those of run_date.", other_days_changed),
)
