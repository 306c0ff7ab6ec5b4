"""Lesson 02: one load, several statements, and a failure between them."""

import datetime as dt

from workbook.checking.rules import dependents, faults, idempotent, second_session
from workbook.checking.rules.result_rows import Mistake
from workbook.checking.rules.table_rows import TableRows
from workbook.exercises import Fixture, OtherData, PredictExercise, PyExercise, Scenario, Table, load_module

programs = load_module("02-transactions", "programs")
refunds = load_module("02-transactions", "refunds")

# --- tables

NPS = {"id": "INT NOT NULL PRIMARY KEY", "created_at": "TIMESTAMP", "score": "SMALLINT"}
OLD = [
    (1, dt.datetime(2025, 3, 1, 9, 15), 9),
    (2, dt.datetime(2025, 3, 1, 18, 40), 3),
    (3, dt.datetime(2025, 3, 2, 7, 5), 10),
]
NEW = [
    (4, dt.datetime(2025, 3, 2, 8), 7),
    (5, dt.datetime(2025, 3, 2, 11, 30), 0),
    (6, dt.datetime(2025, 3, 2, 23, 59), 8),
]

# In production the score is an INT, and holds one that the warehouse's SMALLINT can't take.
PRODUCTION = [OLD[0], (2, OLD[1][1], 4), *NEW, (7, dt.datetime(2025, 3, 3, 0, 10), 80_000)]

notebook = Fixture(
    "the lesson's tables",
    warehouse=[Table("nps", NPS, OLD)],
    source=[Table("nps", {**NPS, "created_at": "DATETIME", "score": "INT"}, PRODUCTION)],
)


def many(first: int, count: int, step: int) -> list[tuple]:
    """Rows of many days, in no order of their ids."""
    start = dt.datetime(2025, 1, 1)
    minutes = (start + dt.timedelta(minutes=11 * n) for n in range(count))
    return [(first + n * 7 % count, at, n * step % 11) for n, at in enumerate(minutes)]


def scenario(name: str, old: list[tuple], new: list[tuple]) -> Scenario:
    return Scenario(name, warehouse=[Table("nps", NPS, old)], arguments=(new,))


SCENARIOS = [
    scenario("the exercise's rows", OLD, NEW),
    scenario(
        "an id that comes again with another score, and one that is gone",
        [*OLD, (40, dt.datetime(2025, 3, 2, 8), 1)],
        [(40, dt.datetime(2024, 2, 29), 5), (2, dt.datetime(2025, 3, 1, 18, 40), 4)],
    ),
    scenario("an empty list", OLD, []),
    scenario("an empty table", [], NEW[:1]),
    scenario(
        "NULL, the largest and smallest numbers, microseconds",
        [(7, None, None)],
        [
            (2**31 - 1, dt.datetime(2025, 3, 2, 8, 0, 0, 123456), 2**15 - 1),
            (-(2**31), dt.datetime(1970, 1, 1), -(2**15)),
            (0, None, None),
        ],
    ),
    Scenario(
        "thousands of rows",
        warehouse=[Table("nps", NPS, many(4_000, 2_600, 3))],
        arguments=(many(1, 2_600, 7),),
        large=True,
    ),
]
# One id of the first call comes again, with another time and score; the other ids are new.
LATER = [(5, dt.datetime(2025, 3, 4, 6), 10), (8, dt.datetime(2025, 3, 4, 7), None)]

# --- oracles and known mistakes


def given(scenario: Scenario) -> list[tuple]:
    return scenario.arguments[0]


def upserted(scenario: Scenario) -> list[tuple]:
    new = {row[0] for row in given(scenario)}
    return [*given(scenario), *(row for row in scenario.rows("nps") if row.id not in new)]


def added(scenario: Scenario) -> list[tuple]:
    old = {row.id for row in scenario.rows("nps")}
    return [*scenario.rows("nps"), *(row for row in given(scenario) if row[0] not in old)]


def kept_if_empty(scenario: Scenario) -> list[tuple]:
    return given(scenario) or scenario.rows("nps")


def unchanged(scenario: Scenario) -> list[tuple]:
    return scenario.rows("nps")


MISTAKES = (
    Mistake(
        "An empty list is valid: production has no rows, so nps must have none."
        " The function returned early, and the old rows stayed.",
        kept_if_empty,
    ),
    Mistake("Nothing changed: all of the old rows are there, and none of the new ones.", unchanged),
    Mistake(
        "The old rows are still there: the new ones were added to them. A full refresh also removes"
        " what is not in `rows`.",
        upserted,
    ),
    Mistake(
        "The old rows are still there, and an id that came again kept its old values. A full refresh"
        " replaces all of them.",
        added,
    ),
    Mistake("The old rows were deleted, but the new ones are not there.", lambda scenario: []),
)

ROWS = OtherData(rows={"rows": tuple(NPS)})

STAYS = "Grants and views belong to the table, not to its name. Change its rows, in one transaction."
HOLDS = TableRows("nps", tuple(NPS), given, MISTAKES)
RULES = (
    HOLDS,
    second_session.NeverHalfDone("nps"),
    dependents.SameTable("nps", STAYS),
    dependents.NoTableLeft(),
    idempotent.Idempotent("nps"),
    idempotent.Retried(HOLDS, SCENARIOS[0], (LATER,)),
    faults.NothingChanges("nps", SCENARIOS[0]),
)

exercises = [
    PredictExercise(
        "what-survives",
        experiment=programs.experiment,
        truth=programs.truth,
        evidence=programs.evidence,
        hints=(
            "For each program, ask where the transaction begins and which statement ends it.",
            "With autocommit off the first statement begins a transaction, and it goes on until commit(),"
            " rollback() or the end of `with conn:`. With autocommit on, each call of execute() is a transaction.",
            "An error aborts the whole transaction. The walk-through shows what a COMMIT does then (under 'After"
            " an error inside a transaction') and what a second BEGIN does (in the section after it).",
        ),
    ),
    PyExercise(
        "replace-all",
        function="replace_all",
        arguments=("rows",),
        scenarios=SCENARIOS,
        table="nps",
        rules=RULES,
        other_data=ROWS,
        points=2,
        hints=(
            "One transaction must hold every statement that changes nps, from the first to the last. commit()"
            " comes once, at the end.",
            "If a statement raises an error, call conn.rollback(), and then let the caller hear of it. `raise`"
            " alone, inside except, raises the same error again.",
            "try: DELETE, then an INSERT for each row, then conn.commit(). except Exception: conn.rollback(),"
            " raise. Or `with conn:` around the statements, which does all of this.",
        ),
    ),
    PyExercise(
        "replace-all-autocommit",
        function="replace_all",
        arguments=("rows",),
        scenarios=SCENARIOS,
        table="nps",
        rules=RULES,
        other_data=ROWS,
        autocommit=True,
        points=2,
        hints=(
            "Under autocommit each call of execute() is committed at once. Put one transaction around all of"
            " them.",
            "Three ways: execute BEGIN and COMMIT as statements; `with conn:`; or switch conn.autocommit off and"
            " on again.",
            "With BEGIN: in except, execute ROLLBACK as a statement too (conn.rollback() does not end the"
            " transaction), then raise. With the switch: set autocommit to True again in `finally`, after the"
            " transaction has ended.",
        ),
    ),
    PyExercise(
        "repair-the-refunds",
        function="load_refunds",
        arguments=("day", "refunds"),
        scenarios=refunds.SCENARIOS,
        table="refunds",
        rules=(
            refunds.LOADED,
            second_session.NeverHalfDone("refunds"),
            dependents.SameTable("refunds", STAYS),
            dependents.NoTableLeft(),
            idempotent.Idempotent("refunds"),
            idempotent.Retried(refunds.LOADED, refunds.SCENARIOS[0], (refunds.DAY, refunds.LATER)),
            faults.NothingChanges("refunds", refunds.SCENARIOS[0], columns=("order_id", "cents")),
        ),
        other_data=OtherData(rows={"refunds": ("order_id", "cents")}),
        autocommit=True,
        hints=(
            "Follow one bad refund through the code, statement by statement. Which transaction is open when the"
            " error is caught, and which statement ends it?",
            "Under autocommit conn.rollback() sends nothing. If Python finds the bad value first, the"
            " server sees no error, and the COMMIT after it keeps half of the day.",
            "Move the COMMIT into `try`, after the last INSERT. In `except`, execute ROLLBACK as a statement, and"
            " then let the caller hear of the error.",
        ),
    ),
]
