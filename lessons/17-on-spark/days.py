"""write-a-day: the days that its check writes, what the table must hold then, and what known mistakes leave."""

import datetime as dt
from collections.abc import Callable, Sequence

from workbook.checking.rules.spark import FrameMistake
from workbook.exercises import Call, Frame, SparkScenario

COLUMNS = {"id": "bigint", "score": "int", "note": "string", "day": "date"}
MAY_31, JUNE_1, JUNE_2 = dt.date(2025, 5, 31), dt.date(2025, 6, 1), dt.date(2025, 6, 2)
BAD = 999  # the id of a row that can't be read
Table = list[tuple]


def rows(day: dt.date, *ids: int, score: int = 7) -> Table:
    """Rows of one day; some notes are NULL."""
    return [(id, (score + id) % 11, None if id % 3 == 0 else f"note {id}", day) for id in ids]


def write(day: dt.date, given: Table, name: str) -> Call:
    """A call that writes a day."""
    return Call((Frame(COLUMNS, given), "path", day), name, reads=True)


def fails(day: dt.date, given: Table, name: str) -> Call:
    """A call whose last row can't be read: other tasks have written theirs by then."""
    frame = Frame(COLUMNS, [*given, *rows(day, BAD)], fails=f"id = {BAD}")
    return Call((frame, "path", day), name, reads=True, fails=True)


SCENARIOS = [
    SparkScenario(
        "four runs",
        calls=[
            write(JUNE_1, rows(JUNE_1, 1, 2, 3, 4), "after the run for 1 June"),
            write(
                JUNE_2,
                [*rows(JUNE_2, 5, 6, 7), *rows(JUNE_1, 8, score=1)],
                "after the run for 2 June, whose rows include a late one of 1 June",
            ),
            write(JUNE_1, rows(JUNE_1, 1, 2, 9, score=3), "after the second run for 1 June"),
            write(JUNE_2, rows(MAY_31, 5), "after a run for 2 June that found no row of that day"),
        ],
    ),
    SparkScenario(
        "a failure",
        calls=[
            write(JUNE_1, rows(JUNE_1, 1, 2, 3), "after the run for 1 June"),
            fails(JUNE_1, rows(JUNE_1, 4, 5, 6, 7, 8), "after a second run for 1 June that failed in its middle"),
            write(JUNE_1, rows(JUNE_1, 1, 4, 5), "after 1 June was run again"),
        ],
    ),
    SparkScenario(
        "a day without rows",
        calls=[
            write(JUNE_1, rows(JUNE_2, 1), "after a first run, which found no row of its day"),
            write(JUNE_2, rows(JUNE_2, 1, 2), "after the run for the next day"),
        ],
    ),
    SparkScenario("3,000 rows", calls=[write(JUNE_1, rows(JUNE_1, *range(3_000), 4, 7), "")], large=True),
]

# What one call makes of the table: the rows before, the frame's rows, the day, and whether a row can't be read.
Step = Callable[[Table, Table, dt.date, bool], Table]


def after(step: Step):
    """The table after each call, where `step` is what one call makes of it."""

    def oracle(given: SparkScenario, at: int) -> Table:
        table: Table = []
        for call in given.calls[: at + 1]:
            frame, _, day = call.arguments
            table = step(table, list(frame.rows), day, call.fails)
        return table

    return oracle


def of(table: Sequence[tuple], day: dt.date) -> Table:
    return [row for row in table if row[3] == day]


def without(table: Sequence[tuple], *days: dt.date) -> Table:
    return [row for row in table if row[3] not in days]


def keeps_on_failure(step: Callable[[Table, Table, dt.date], Table]) -> Step:
    return lambda table, given, day, fails: table if fails else step(table, given, day)


right = after(keeps_on_failure(lambda table, given, day: without(table, day) + of(given, day)))

WHOLE = (
    'Only this run\'s rows are left: mode("overwrite") replaces the whole folder unless partitionOverwriteMode is'
    " dynamic."
)
OTHER_DAYS = "Rows of other days were written too, over what these days held: keep only the rows of run_date."
MISTAKES = (
    FrameMistake(WHOLE, after(keeps_on_failure(lambda table, given, day: of(given, day)))),
    FrameMistake(WHOLE, after(keeps_on_failure(lambda table, given, day: given))),
    FrameMistake(WHOLE, after(lambda table, given, day, fails: [] if fails else of(given, day))),
    FrameMistake(WHOLE, after(lambda table, given, day, fails: [] if fails else given)),
    FrameMistake(
        "The day's old rows are still there beside the new ones: append adds to a day that was written before.",
        after(keeps_on_failure(lambda table, given, day: table + of(given, day))),
    ),
    FrameMistake(
        OTHER_DAYS,
        after(keeps_on_failure(lambda table, given, day: without(table, *{row[3] for row in given}) + given)),
    ),
    FrameMistake(
        OTHER_DAYS,
        after(keeps_on_failure(lambda table, given, day: without(table, day, *{row[3] for row in given}) + given)),
    ),
    FrameMistake(
        "A day that was written before kept its old rows: the new ones did not take their place. (shutil.move"
        " moves a folder *into* one that is there.)",
        after(keeps_on_failure(lambda table, given, day: table + ([] if of(table, day) else of(given, day)))),
    ),
    FrameMistake(
        "A day that has no rows any more kept its old ones: a run that finds no rows has to remove them too."
        " (partitionOverwriteMode=dynamic replaces only the days that it has rows of.)",
        after(
            keeps_on_failure(
                lambda table, given, day: without(table, *{row[3] for row in of(given, day)}) + of(given, day)
            )
        ),
    ),
    FrameMistake(
        "After the failure the day's old rows are gone: they were deleted before the new ones were written, as"
        " overwriting their folder does too. Write beside it, and swap when all is written.",
        after(lambda table, given, day, fails: without(table, day) + ([] if fails else of(given, day))),
    ),
)
