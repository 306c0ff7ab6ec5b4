"""Lesson 08's exercise `changed-rows`: its oracle, and its known mistakes. All are about the day's window."""

import datetime as dt
from collections import namedtuple
from collections.abc import Callable, Sequence
from functools import cache

from workbook.checking.compare import normal
from workbook.checking.rules.result_rows import Mistake, Oracle, Symptom
from workbook.datasets import nps_and_weather
from workbook.exercises import Fixture, load_module

mistakes = load_module("08-incremental", "mistakes")
DAY, midnight = mistakes.DAY, mistakes.midnight
SECOND, HOUR = dt.timedelta(seconds=1), dt.timedelta(hours=1)
EXAMPLE = dt.datetime(2025, 3, 10)  # the midnight of the exercise's :run_date

LARGE = "30,000 answers"
ROWS, LARGE_DAY = 30_000, dt.date(2025, 6, 1)
Answer = namedtuple("Answer", nps_and_weather.NPS_SOURCE)


@cache
def _large() -> list[Answer]:
    return [Answer(*row) for row in nps_and_weather.nps_modified(ROWS, beside=LARGE_DAY)]


def chosen(is_wanted: Callable[[tuple, dt.datetime], bool]) -> Oracle:
    """The rows of the source's nps that a query with this condition gives; it is asked with the day's midnight."""

    def oracle(fixture: Fixture) -> list[tuple]:
        start = midnight(fixture.binds["run_date"])
        rows = _large() if fixture.name == LARGE else fixture.rows("nps", "source")
        # MySQL has 0 and 1 for false and true, and the verdict shows both sides alike.
        return [row._replace(deleted=int(row.deleted)) for row in rows if is_wanted(row, start)]

    return oracle


changed = chosen(lambda row, start: start <= row.modified < start + DAY)


def _of_the_example(fixture: Fixture, got: Sequence[tuple]) -> bool:
    """Whether the rows are those of the exercise's own day, though another day was asked for."""
    day = chosen(lambda row, start: EXAMPLE <= row.modified < EXAMPLE + DAY)(fixture)
    return sorted(map(repr, got)) == sorted(repr(tuple(map(normal, row))) for row in day)


# No mistake of those below: other days stand for this one in hidden rows.
SYMPTOMS = (
    Symptom(
        "These are the rows of 2025-03-10, whatever day is asked for: write :run_date in its place.",
        _of_the_example,
    ),
)

CHANGED = (
    Mistake(
        "You asked for created_at. An answer that was changed or withdrawn that day was created earlier, so it"
        " never comes: ask for modified.",
        chosen(lambda row, start: row.created_at is not None and start <= row.created_at < start + DAY),
    ),
    Mistake(
        "You asked for rows that were created or modified that day. One that was modified again since then belongs"
        " to its new day: ask for modified alone.",
        chosen(
            lambda row, start: (
                start <= row.modified < start + DAY
                or (row.created_at is not None and start <= row.created_at < start + DAY)
            )
        ),
    ),
    Mistake(
        "The midnight at the end of the day is included: BETWEEN includes both ends, and <= includes the end."
        " That row belongs to the next day: write modified < :run_date + INTERVAL 1 DAY.",
        chosen(lambda row, start: start <= row.modified <= start + DAY),
    ),
    Mistake(
        "The midnight at the start of the day is left out: > should be >=.",
        chosen(lambda row, start: start < row.modified < start + DAY),
    ),
    Mistake(
        "The window begins after its first midnight and includes the next one: it should be >= at the start, and"
        " < at the end.",
        chosen(lambda row, start: start < row.modified <= start + DAY),
    ),
    Mistake(
        "The last second of the day is left out. The window goes up to the next midnight: write < :run_date +"
        " INTERVAL 1 DAY.",
        chosen(lambda row, start: start <= row.modified < start + DAY - SECOND),
    ),
    Mistake(
        "The last minute of the day is left out. The window goes up to the next midnight: write < :run_date +"
        " INTERVAL 1 DAY.",
        chosen(lambda row, start: start <= row.modified <= start + DAY - 60 * SECOND),
    ),
    Mistake(
        "Only rows of the first midnight came back: a date is compared as its midnight, so = means a moment, not"
        " a day.",
        chosen(lambda row, start: row.modified == start),
    ),
    Mistake(
        "The window has no end: rows of later days came too.", chosen(lambda row, start: row.modified >= start)
    ),
    Mistake(
        "The window has no start: rows of earlier days came too.",
        chosen(lambda row, start: row.modified < start + DAY),
    ),
    Mistake(
        "These are the rows of the day before :run_date.",
        chosen(lambda row, start: start - DAY <= row.modified < start),
    ),
    Mistake(
        "These are the rows of the day after :run_date.",
        chosen(lambda row, start: start + DAY <= row.modified < start + 2 * DAY),
    ),
    Mistake(
        "Rows of the day before :run_date came too: the window begins at the midnight of :run_date.",
        chosen(lambda row, start: start - DAY <= row.modified < start + DAY),
    ),
    Mistake(
        "The window is longer than a day: rows of later days came too. It ends at :run_date + INTERVAL 1 DAY.",
        chosen(lambda row, start: start <= row.modified < (start + 31 * DAY).replace(day=start.day)),
    ),
    Mistake(
        "The window is nine hours early, as a day in Seoul is. The times are in UTC, and so is the day.",
        chosen(lambda row, start: start - 9 * HOUR <= row.modified < start + 15 * HOUR),
    ),
    Mistake(
        "Only withdrawn responses came back: return new and changed ones too.",
        chosen(lambda row, start: start <= row.modified < start + DAY and row.deleted),
    ),
    Mistake(
        "Answers that were written only once are left out: a new answer was modified when it was given.",
        chosen(
            lambda row, start: (
                start <= row.modified < start + DAY
                and row.created_at is not None
                and row.created_at != row.modified
            )
        ),
    ),
    Mistake(
        "Answers without created_at are left out: modified alone says what was changed that day.",
        chosen(lambda row, start: start <= row.modified < start + DAY and row.created_at is not None),
    ),
    Mistake(
        "Withdrawn responses are left out. The warehouse must learn that they are withdrawn, so they must come.",
        chosen(lambda row, start: start <= row.modified < start + DAY and not row.deleted),
    ),
    Mistake(
        "New answers are left out: they were modified that day too.",
        chosen(
            lambda row, start: (
                start <= row.modified < start + DAY and (row.created_at is None or row.created_at < start)
            )
        ),
    ),
    Mistake(
        "Only answers that were both created and modified on the day came back: a changed one may have been"
        " created earlier.",
        chosen(
            lambda row, start: (
                start <= row.modified < start + DAY and row.created_at is not None and row.created_at >= start
            )
        ),
    ),
    Mistake(
        "All rows came back: where is the condition on modified?",
        chosen(lambda row, start: True),
    ),
    Mistake(
        "The query returned no rows. Two usual reasons: ':run_date' in quotes is just text, and a date + 1 is a"
        " number, not the"
        " next day (+ INTERVAL 1 DAY is).",
        chosen(lambda row, start: False),
    ),
)
