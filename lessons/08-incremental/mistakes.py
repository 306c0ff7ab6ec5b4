"""Lesson 08's oracles and known mistakes: what each makes of the rows, and its name in words that help."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable

from workbook.checking.compare import normal
from workbook.checking.rules.result_rows import Mistake, Symptom
from workbook.exercises import Fixture

DAY = dt.timedelta(1)


def midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day)


def of_day(day: dt.date) -> Callable[[tuple], bool]:
    """Whether a row was modified on that day."""
    return lambda row: midnight(day) <= row.modified < midnight(day) + DAY


def newest(*sides: Iterable[tuple]) -> list[tuple]:
    """The newest `modified` of each id on any side; of equal ones the first that comes."""
    found: dict[int, tuple] = {}
    for row in (row for side in sides for row in side):
        if row.id not in found or row.modified > found[row.id].modified:
            found[row.id] = row
    return list(found.values())


def over(rows: Iterable[tuple], others: Iterable[tuple]) -> list[tuple]:
    """`rows`, and each of `others` in the place of the row with its id."""
    return list({row.id: row for side in (rows, others) for row in side}.values())


# --- apply-changes: `stage` merged into nps


def merged(fixture: Fixture) -> list[tuple]:
    """The newest row of each id, whichever side has it; of equally new ones the stage's."""
    return newest(fixture.rows("stage"), fixture.rows("nps"))


def first_of_each(rows: Iterable[tuple]) -> list[tuple]:
    found: dict[int, tuple] = {}
    for row in rows:
        found.setdefault(row.id, row)
    return list(found.values())


def known(fixture: Fixture) -> set[int]:
    return {row.id for row in fixture.rows("nps")}


def oldest_of_stage(fixture: Fixture) -> list[tuple]:
    return first_of_each(sorted(fixture.rows("stage"), key=lambda row: row.modified))


APPLIED = (
    Mistake("Nothing was changed: nps still holds its old rows.", lambda f: f.rows("nps")),
    Mistake(
        "The row of stage won even where nps had a newer one. Compare modified: the newest row wins, whichever"
        " table it is in.",
        lambda f: over(f.rows("nps"), newest(f.rows("stage"))),
    ),
    Mistake(
        "Where both tables have an id with the same modified, the row of nps stayed. The row of stage should"
        " win: production may change a row twice within one second. Compare with <=.",
        lambda f: newest(f.rows("nps"), f.rows("stage")),
    ),
    Mistake(
        "Ids that nps did not have were added, and no row that it had was changed.",
        lambda f: over(newest(f.rows("stage")), f.rows("nps")),
    ),
    Mistake(
        "Rows that nps had were changed, and ids that it did not have were not added.",
        lambda f: [row for row in merged(f) if row.id in known(f)],
    ),
    Mistake(
        "Only the ids of stage are left: answers that nobody changed must stay.",
        lambda f: newest(f.rows("stage")),
    ),
    Mistake("Withdrawn responses are gone. They stay, with deleted true.", lambda f: live(merged(f))),
    Mistake(
        "Answers that stage withdraws are gone from nps. They stay, with deleted true.",
        lambda f: [row for row in merged(f) if not (row.deleted and row in f.rows("stage"))],
    ),
    Mistake(
        "Withdrawn rows of stage were not applied: a withdrawal is a change like any other.",
        lambda f: newest(live(f.rows("stage")), f.rows("nps")),
    ),
    Mistake(
        "Where stage has several rows of one id, the oldest was applied. The newest should win.",
        lambda f: newest(oldest_of_stage(f), f.rows("nps")),
    ),
    Mistake(
        "Where stage has several rows of one id, the one that was inserted first was applied. A table has no"
        " order: modified says which row is the newest.",
        lambda f: newest(first_of_each(f.rows("stage")), f.rows("nps")),
    ),
    Mistake(
        "Where stage has several rows of one id, the one that was inserted last was applied, even over a newer"
        " one in nps. modified says which row is the newest.",
        lambda f: over(f.rows("nps"), f.rows("stage")),
    ),
    Mistake(
        "Ids with several rows in stage were left out: apply the newest row of each.",
        lambda f: newest(once(f.rows("stage")), f.rows("nps")),
    ),
    Mistake("Nothing is left in nps.", lambda f: []),
)


def live(rows: Iterable[tuple]) -> list[tuple]:
    """The answers that are not withdrawn."""
    return [row for row in rows if not row.deleted]


def once(rows: Iterable[tuple]) -> list[tuple]:
    """The rows whose id is there once."""
    rows = list(rows)
    count = Counter(row.id for row in rows)
    return [row for row in rows if count[row.id] == 1]


def _stored(fixture: Fixture) -> set[tuple]:
    return {tuple(map(normal, row)) for name in ("nps", "stage") for row in fixture.rows(name)}


APPLIED_SYMPTOMS = (
    Symptom(
        "nps holds a row that neither table ever had: the newest row wins as a whole, with all of its columns.",
        lambda fixture, got: not set(got) <= _stored(fixture),
    ),
    Symptom("nps holds an id more than once.", lambda fixture, got: len({row[0] for row in got}) < len(got)),
    Symptom(
        "Ids are missing that nps or stage had.",
        lambda fixture, got: {row[0] for row in got} < {row[0] for row in _stored(fixture)},
    ),
    Symptom(
        "The newest row of an id did not win: compare modified within stage, and between stage and nps.",
        lambda fixture, got: True,
    ),
)


# --- current-answers

CURRENT = (
    Mistake("The withdrawn responses are there too.", lambda f: f.rows("nps")),
    Mistake(
        "These are the withdrawn responses: return the others.",
        lambda f: [row for row in f.rows("nps") if row.deleted],
    ),
    Mistake(
        "Changed answers are left out: an answer that was changed is current too.",
        lambda f: [row for row in live(f.rows("nps")) if row.modified == row.created_at],
    ),
    Mistake(
        "Answers without created_at are left out: deleted alone says what is withdrawn.",
        lambda f: [row for row in live(f.rows("nps")) if row.created_at is not None],
    ),
    Mistake("The query returned no rows.", lambda f: []),
)


# --- find-hard-deletes


def _ids(fixture: Fixture, engine: str) -> set[int]:
    return {row.id for row in fixture.rows("nps", engine)}


def gone(fixture: Fixture) -> list[int]:
    """The ids that the warehouse has and the source has not, in order."""
    return sorted(_ids(fixture, "warehouse") - _ids(fixture, "source"))


HARD_DELETES = (
    Mistake(
        "These are the ids that only production has: new answers. Return the ids that only the warehouse has.",
        lambda f: sorted(_ids(f, "source") - _ids(f, "warehouse")),
    ),
    Mistake(
        "The list also has ids that only production has: those are new answers, not deleted ones.",
        lambda f: sorted(_ids(f, "source") ^ _ids(f, "warehouse")),
    ),
    Mistake(
        "The list also has withdrawn responses. Their rows are still in production, with deleted 1.",
        lambda f: sorted(
            set(gone(f)) | {row.id for row in f.rows("nps", "source") if row.deleted} & _ids(f, "warehouse")
        ),
    ),
    Mistake(
        "The list has the withdrawn responses, and not those whose rows are gone from production.",
        lambda f: sorted(row.id for row in f.rows("nps", "source") if row.deleted),
    ),
    Mistake(
        "The list has the withdrawn responses, and not those whose rows are gone from production.",
        lambda f: sorted(row.id for row in f.rows("nps") if row.deleted),
    ),
    Mistake(
        "Ids are missing whose rows in the warehouse are marked as withdrawn. Production no longer has their rows"
        " either.",
        lambda f: [id for id in gone(f) if not next(row.deleted for row in f.rows("nps") if row.id == id)],
    ),
    Mistake("These are the ids that both sides have.", lambda f: sorted(_ids(f, "source") & _ids(f, "warehouse"))),
    Mistake("These are all the ids of the warehouse.", lambda f: sorted(_ids(f, "warehouse"))),
    Mistake(
        "The list has only ids up to production's highest: the newest answers may be gone too.",
        lambda f: [id for id in gone(f) if id <= max(_ids(f, "source"), default=0)],
    ),
    Mistake(
        "The list has only ids between production's lowest and highest: the oldest and the newest answers may be"
        " gone too.",
        lambda f: [
            id for id in gone(f) if min(_ids(f, "source"), default=0) <= id <= max(_ids(f, "source"), default=0)
        ],
    ),
    Mistake(
        "These are the gaps between the ids. AUTO_INCREMENT leaves gaps where there never was a row: compare"
        " with the warehouse's ids.",
        lambda f: sorted(
            set(range(min(_ids(f, "source"), default=0), max(_ids(f, "source"), default=-1) + 1))
            - _ids(f, "source")
        ),
    ),
)
