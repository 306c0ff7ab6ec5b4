"""Lesson 08's exercise `incremental`: its oracle, its known mistakes, and what rows point to."""

import datetime as dt
from collections.abc import Callable

from psycopg2 import errors

from workbook.checking.compare import normal
from workbook.checking.rules.result_rows import Mistake, Oracle, Symptom
from workbook.exercises import Fixture, load_module

mistakes = load_module("08-incremental", "mistakes")
DAY, midnight, of_day = mistakes.DAY, mistakes.midnight, mistakes.of_day
known, live, newest, over = mistakes.known, mistakes.live, mistakes.newest, mistakes.over


def day_of(fixture: Fixture) -> dt.date:
    return fixture.arguments[-1]


def loaded(fixture: Fixture) -> list[tuple]:
    """The newest of each id, of nps and of the source's rows of the day."""
    return newest(fixture.rows("nps"), filter(of_day(day_of(fixture)), fixture.rows("nps", "source")))


def with_rows(is_wanted: Callable[[tuple, dt.datetime], bool]) -> Oracle:
    """nps, and in it the source's rows with this condition, which is asked with the day's midnight."""

    def oracle(fixture: Fixture) -> list[tuple]:
        start = midnight(day_of(fixture))
        rows = [row for row in fixture.rows("nps", "source") if is_wanted(row, start)]
        return over(fixture.rows("nps"), rows)

    return oracle


def beyond_the_mark(fixture: Fixture) -> list[tuple]:
    """The source's rows that are newer than all of nps."""
    mark = max((row.modified for row in fixture.rows("nps")), default=dt.datetime.min)
    return over(fixture.rows("nps"), [row for row in fixture.rows("nps", "source") if row.modified > mark])


def in_day(at: dt.datetime | None, start: dt.datetime) -> bool:
    return at is not None and start <= at < start + DAY


def created_that_day(fixture: Fixture) -> list[tuple]:
    start = midnight(day_of(fixture))
    return [row for row in fixture.rows("nps", "source") if in_day(row.created_at, start)]


LOADED = (
    Mistake(
        "You asked for created_at. An answer that was changed or withdrawn that day was created earlier: ask for"
        " modified.",
        with_rows(lambda row, start: in_day(row.created_at, start)),
    ),
    Mistake(
        "You asked for created_at, and kept the rows that nps had.",
        lambda f: over(
            [r for r in f.rows("nps", "source") if in_day(r.created_at, midnight(day_of(f)))], f.rows("nps")
        ),
    ),
    Mistake(
        "You asked for rows that were created or modified that day. One that was modified again since then belongs"
        " to the run of its new day: ask for modified alone.",
        with_rows(lambda row, start: in_day(row.modified, start) or in_day(row.created_at, start)),
    ),
    Mistake(
        "The midnight at the end of the day is included: BETWEEN includes both ends, and <= includes the end."
        " That row belongs to the run of the next day.",
        with_rows(lambda row, start: start <= row.modified <= start + DAY),
    ),
    Mistake(
        "The midnight at the start of the day is left out: > should be >=.",
        with_rows(lambda row, start: start < row.modified < start + DAY),
    ),
    Mistake(
        "The window begins after its first midnight and includes the next one: it should be >= at the start, and"
        " < at the end.",
        with_rows(lambda row, start: start < row.modified <= start + DAY),
    ),
    Mistake(
        "The window has no end: rows of later days came too. They belong to the runs of those days.",
        with_rows(lambda row, start: row.modified >= start),
    ),
    Mistake(
        "The window has no start: rows of earlier days came too.",
        with_rows(lambda row, start: row.modified < start + DAY),
    ),
    Mistake(
        "These are the rows of the day before run_date.",
        with_rows(lambda row, start: start - DAY <= row.modified < start),
    ),
    Mistake(
        "All of production's changes came, not just those of run_date: the others belong to the runs of their"
        " own days.",
        lambda f: f.rows("nps", "source"),
    ),
    Mistake(
        "All of production's changes came, not just those of run_date: the others belong to the runs of their"
        " own days.",
        with_rows(lambda row, start: True),
    ),
    Mistake(
        "You asked for what is newer than the newest row of nps, a high-water mark: it brings rows of other days,"
        " and misses those of a day that was left out. Ask for the rows of run_date.",
        beyond_the_mark,
    ),
    Mistake(
        "Withdrawn responses of the day did not arrive: a withdrawal is a change like any other.",
        with_rows(lambda row, start: in_day(row.modified, start) and not row.deleted),
    ),
    Mistake("Withdrawn responses are gone. They stay, with deleted true.", lambda f: live(loaded(f))),
    Mistake(
        "Answers that were withdrawn that day are gone from nps. They stay, with deleted true.",
        lambda f: [r for r in loaded(f) if not (r.deleted and in_day(r.modified, midnight(day_of(f))))],
    ),
    Mistake(
        "Ids that nps did not have were added, and no row that it had was changed.",
        lambda f: over(filter(of_day(day_of(f)), f.rows("nps", "source")), f.rows("nps")),
    ),
    Mistake(
        "Rows that nps had were changed, and ids that it did not have were not added.",
        lambda f: [row for row in loaded(f) if row.id in known(f)],
    ),
    Mistake(
        "Only the rows of the day are left: answers that nobody changed must stay.",
        lambda f: list(filter(of_day(day_of(f)), f.rows("nps", "source"))),
    ),
    Mistake("Nothing was changed: nps still holds its old rows.", lambda f: f.rows("nps")),
    Mistake("Nothing is left in nps.", lambda f: []),
)


def _held(fixture: Fixture) -> set[tuple]:
    return {tuple(map(normal, row)) for engine in ("source", "warehouse") for row in fixture.rows("nps", engine)}


LOADED_SYMPTOMS = (
    Symptom(
        "nps holds a row that neither side ever had: are the columns in the right order, and do you set all of"
        " them?",
        lambda fixture, got: not {_numbers(row) for row in got} <= {_numbers(row) for row in _held(fixture)},
    ),
    Symptom("nps holds an id more than once.", lambda fixture, got: len({row[0] for row in got}) < len(got)),
)


def _numbers(row: tuple) -> tuple:
    return tuple(int(value) if isinstance(value, bool) else value for value in row)


TWICE = (errors.UniqueViolation, errors.CardinalityViolation)


def points_to(found, rows, error) -> str:
    """What the rows that `found`, a histories.History, left, or the error that stopped it, point to."""
    if isinstance(error, TWICE) and len(found.days) > 1:
        return (
            "An id came twice, or was there already. Does a change replace the older row? Does COPY's prefix"
            " also match objects of other days? (2025-3-10 begins with 2025-3-1.)"
        )
    got = {row[0]: row for row in rows}
    if len(got) < len(rows):
        return "nps holds an id more than once: a change must replace the older row."
    for id, _, _, modified, deleted in found.rows():
        row = got.get(id)
        if row is None and deleted:
            return (
                "A withdrawn response is missing. A withdrawal arrives like any other change, and the row stays,"
                " with deleted true."
            )
        if row is None and modified.time() == dt.time():
            return "A row that was modified at midnight never arrived: the day begins with its midnight."
        if row is None:
            return "A row never arrived, although the day on which it was modified was run."
        if row[3] < modified and found.again:
            return "A day that was run once more brought back an older row: compare modified, with <=."
        if row[3] < modified:
            return "An answer that nps had was changed, and the change never arrived."
    return ""
