"""The exercise repair-the-ticket-counts: its tables, its oracle, and the mistakes that are known by name."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from workbook.checking.rules.any_order import AnyOrder
from workbook.checking.rules.dependents import NoTableLeft, SameTable
from workbook.checking.rules.faults import NothingChanges
from workbook.checking.rules.idempotent import Idempotent, Retried
from workbook.checking.rules.result_rows import Mistake, Symptom
from workbook.checking.rules.second_session import NeverHalfDone
from workbook.checking.rules.table_rows import TableRows
from workbook.exercises import OtherData, PyExercise, Scenario, Table

QUEUE_DAYS = {"day": "DATE NOT NULL", "queue": "TEXT NOT NULL", "closed": "INT NOT NULL", "minutes": "INT"}
COLUMNS = tuple(QUEUE_DAYS)
Ticket = tuple[str, int]  # queue, minutes


def march(day: int) -> dt.date:
    return dt.date(2025, 3, day)


def _count(name: str, stored: Sequence[tuple], day: dt.date, tickets: Sequence[Ticket]) -> Scenario:
    table = Table("queue_days", QUEUE_DAYS, stored, "PRIMARY KEY (day, queue)")
    return Scenario(name, warehouse=[table], arguments=(day, list(tickets)))


STORED = [
    (march(1), "billing", 2, 35),
    (march(2), "billing", 1, 12),
    (march(2), "returns", 4, 90),
    (march(3), "billing", 3, 41),
    (march(3), "login", 1, 5),
]
MANY = [(f"queue {n * 7 % 2_600}", n % 60) for n in range(3_300)]

COUNTS = [
    _count("the exercise's rows", STORED, march(2), [("billing", 12), ("login", 7), ("billing", 30)]),
    _count("no tickets on a day that had some", STORED, march(3), []),
    _count("no tickets on a day without any", STORED, march(9), []),
    _count("a day that the table does not have", STORED, march(4), [("login", 0), ("login", 0), ("login", 9)]),
    _count("a day before all others", STORED, dt.date(2024, 2, 29), [("billing", 2), ("returns", 90)]),
    _count(
        "an empty table, and queues that differ little",
        [],
        dt.date(2031, 12, 31),
        [("Login", 1), ("login", 2), ("login ", 4), ("", 8), ("환불", 2**31 - 1), ("it's", 16)],
    ),
    _count(
        "the rows that are there already", STORED, march(3), [("billing", 41), ("login", 5), *[("billing", 0)] * 2]
    ),
    replace(
        _count(
            "thousands of tickets",
            [(march(1 + n % 2), f"queue {n // 2}", n % 9 + 1, n) for n in range(5_200)],
            march(2),
            MANY,
        ),
        large=True,
    ),
]
IN_ORDER = [
    COUNTS[0],
    _count("3 March", [], march(3), [("login", 5)]),
    _count("4 March", [], march(4), []),
    _count("5 March", [], march(5), [("billing", 8), ("billing", 9), ("returns", 1)]),
]


def run_date(scenario: Scenario) -> dt.date:
    return scenario.arguments[0]


def _stored(scenario: Scenario) -> list[tuple]:
    return list(map(tuple, scenario.rows("queue_days")))


def _added(tickets: Iterable[Ticket], day: dt.date, before: Iterable[tuple] = ()) -> list[tuple]:
    """The rows of one day: those of `before`, with the tickets counted in."""
    found = {queue: (closed, minutes) for _, queue, closed, minutes in before}
    for queue, minutes in tickets:
        closed, so_far = found.get(queue, (0, 0))
        found[queue] = closed + 1, so_far + minutes
    return [(day, queue, *numbers) for queue, numbers in found.items()]


def _other_days(scenario: Scenario) -> list[tuple]:
    return [row for row in _stored(scenario) if row[0] != run_date(scenario)]


def _of_the_day(scenario: Scenario) -> list[tuple]:
    return [row for row in _stored(scenario) if row[0] == run_date(scenario)]


def counted(scenario: Scenario) -> list[tuple]:
    """The rows of other days as they were, and one for each queue of the given tickets."""
    return [*_other_days(scenario), *_added(scenario.arguments[1], run_date(scenario))]


def _counted_up(scenario: Scenario) -> list[tuple]:
    return [*_other_days(scenario), *_added(scenario.arguments[1], run_date(scenario), _of_the_day(scenario))]


def _old_queues_stay(scenario: Scenario) -> list[tuple]:
    rows = {row[1]: row for row in (*_of_the_day(scenario), *_added(scenario.arguments[1], run_date(scenario)))}
    return [*_other_days(scenario), *rows.values()]


def _kept_if_empty(scenario: Scenario) -> list[tuple]:
    return counted(scenario) if scenario.arguments[1] else _stored(scenario)


def _only_the_day(scenario: Scenario) -> list[tuple]:
    return _added(scenario.arguments[1], run_date(scenario))


def _only_if_absent(scenario: Scenario) -> list[tuple]:
    return _stored(scenario) if _of_the_day(scenario) else counted(scenario)


MISTAKES = (
    Mistake("Nothing was changed: the day holds its old rows.", _stored),
    Mistake(
        "The tickets were added to what the table already held for the day. Then a second run counts every ticket"
        " twice: delete the day's rows first.",
        _counted_up,
    ),
    Mistake("No tickets means that the day has no rows, so none may stay. You return too early.", _kept_if_empty),
    Mistake(
        "Queues that the day no longer has are still there: delete the day's rows before you insert.",
        _old_queues_stay,
    ),
    Mistake("You count a day only if it has no rows yet. Then a wrong run can't be corrected.", _only_if_absent),
    Mistake("Other days are lost: delete only the rows of run_date.", _only_the_day),
    Mistake("The day's old rows are deleted, and the new ones are missing.", _other_days),
)


def _on_another_day(scenario: Scenario, got: Sequence[tuple]) -> bool:
    days = {row[0] for row in _stored(scenario)} | {run_date(scenario)}
    return any(row[0] not in days for row in got)


SYMPTOMS = (
    Symptom(
        "There are rows of a day that was not given: `day` is run_date, not what the clock says.", _on_another_day
    ),
    Symptom(
        "Rows of other days were changed: change only those of run_date.",
        lambda scenario, got: not set(_other_days(scenario)) <= set(got),
    ),
    Symptom("The numbers of the day are not those of the given tickets.", lambda scenario, got: True),
)

COUNTED = TableRows("public.queue_days", COLUMNS, counted, MISTAKES, SYMPTOMS)

EXERCISE = PyExercise(
    id="repair-the-ticket-counts",
    function="count_day",
    arguments=("run_date", "tickets"),
    other_data=OtherData(rows={"tickets": ("queue", "minutes")}),
    scenarios=COUNTS,
    table="queue_days",
    rules=[
        COUNTED,
        SameTable("queue_days", "Change its rows, in one transaction."),
        NoTableLeft(),
        NeverHalfDone("queue_days"),
        Idempotent("queue_days"),
        Retried(COUNTED, COUNTS[0], (march(2), [("returns", 3), ("returns", 4), ("login", 1)])),
        NothingChanges("queue_days", COUNTS[0], columns=("queue", "minutes")),
        AnyOrder("queue_days", COLUMNS, IN_ORDER),
    ],
    hints=(
        "Which day does the function count, if it runs a week late? And what does the table hold after a second"
        " run of the same day?",
        "Use run_date for the day. Delete the rows of run_date first, in the same transaction: then counting up"
        " starts from nothing in each run.",
        "Remove the line that asks date.today(), and pass run_date in its place. Inside `with conn`, before the"
        " loop: DELETE FROM queue_days WHERE day = %s.",
    ),
)
