"""The exercise apply-log: its oracle, the mistakes that are known by name, and rules for two tables in one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import psycopg2

from workbook.checking.function_runner import FunctionRun
from workbook.checking.instrumented_drivers import NEVER, StatementHook
from workbook.checking.rules.bad_rows import bad_rows
from workbook.checking.rules.dependents import NoTableLeft, SameTable
from workbook.checking.rules.faults import NothingChanges
from workbook.checking.rules.idempotent import Idempotent, Retried
from workbook.checking.rules.result_rows import Mistake, Symptom
from workbook.checking.rules.second_session import NeverHalfDone
from workbook.checking.rules.table_rows import TableRows
from workbook.datasets import nps_and_weather
from workbook.exercises import Fault, Fixture, OtherData, PyExercise, Scenario, load_module

rows = load_module("08-incremental", "log_rows")

KINDS = nps_and_weather.NPS_WAREHOUSE
COLUMNS = rows.COLUMNS
Table = dict[int, tuple]  # id -> row
Apply = Callable[[Table, dict | None, dict | None], None]


def stored(load: Fixture) -> int:
    """The position that the table holds before the call."""
    return load.rows("log_position")[0][0]


def events(load: Scenario) -> Sequence:
    return load.written_arguments[0]


def as_row(side: dict) -> tuple:
    return tuple(side[name] for name in COLUMNS)


def right(table: Table, before: dict | None, after: dict | None) -> None:
    """One event: the row that was there goes, the one that is there now comes."""
    if before:
        table.pop(before["id"], None)
    if after:
        table[after["id"]] = as_row(after)


def _replayed(apply: Apply, from_position: int = 1, order: Callable | None = None) -> Callable:
    """An oracle: nps after the events from so far beyond the stored position on, each brought in by `apply`."""

    def oracle(load: Scenario) -> list[tuple]:
        table = {row[0]: tuple(row) for row in load.rows("nps")}
        new = [event for event in events(load) if event[0] >= stored(load) + from_position]
        for _, _, before, after in sorted(new, key=order) if order else new:
            apply(table, before, after)
        return list(table.values())

    return oracle


applied = _replayed(right)


def position(load: Scenario) -> list[tuple]:
    """log_position after the call: it never goes back."""
    return [(max([stored(load), *(event[0] for event in events(load))]),)]


# --- known mistakes


def _no_deletes(table: Table, before: dict | None, after: dict | None) -> None:
    if after:
        right(table, before, after)


def _by_after(table: Table, before: dict | None, after: dict | None) -> None:
    right(table, None if after else before, after)


def _by_after_if_there(table: Table, before: dict | None, after: dict | None) -> None:
    if not before or not after or after["id"] in table:
        _by_after(table, before, after)


def _id_kept(table: Table, before: dict | None, after: dict | None) -> None:
    if before and after:
        if before["id"] in table:
            table[before["id"]] = (before["id"], *as_row(after)[1:])
    else:
        right(table, before, after)


def _newest(table: Table, before: dict | None, after: dict | None) -> None:
    if not after or after["id"] not in table or table[after["id"]][3] <= after["modified"]:
        right(table, before, after)


def _withdrawn_gone(table: Table, before: dict | None, after: dict | None) -> None:
    right(table, before, None if after and after["deleted"] else after)


def _creation_kept(table: Table, before: dict | None, after: dict | None) -> None:
    old = table.get(before["id"]) if before else None
    right(table, before, {**after, "created_at": old[1]} if old and after else after)


def _first_comes(table: Table, before: dict | None, after: dict | None) -> None:
    if before or not after or after["id"] not in table:
        right(table, before, after)


def _deletes_first(load: Scenario) -> list[tuple]:
    """All rows that were there go, and then all that are written come."""
    table = {row[0]: tuple(row) for row in load.rows("nps")}
    new = [event for event in events(load) if event[0] > stored(load)]
    for _, _, before, after in new:
        right(table, before, None)
        right(table, after, None)
    for _, _, _, after in new:
        right(table, None, after)
    return list(table.values())


def _deletes_last(load: Scenario) -> list[tuple]:
    """All rows that are written come, and then all that were deleted or left their ids go."""
    table = {row[0]: tuple(row) for row in load.rows("nps")}
    new = [event for event in events(load) if event[0] > stored(load)]
    for _, _, _, after in new:
        right(table, None, after)
    for _, kind, before, after in new:
        if kind == "delete" or (before and after and before["id"] != after["id"]):
            right(table, before, None)
    return list(table.values())


def _by_kind(*kinds: str) -> Callable:
    return lambda event: kinds.index(event[1])


MISTAKES = (
    Mistake("nps is unchanged: no event was applied.", lambda load: load.rows("nps")),
    Mistake(
        "Rows that production deleted are still there: apply the events of the kind delete too.",
        _replayed(_no_deletes),
    ),
    Mistake(
        "Events at or below the stored position were applied again, and brought old rows back: pass over them.",
        _replayed(right, from_position=-(2**62)),
    ),
    Mistake(
        "The event at the stored position was applied again: it is applied already, so pass over it too.",
        _replayed(right, from_position=0),
    ),
    Mistake(
        "The first event after the stored position was passed over: only those up to it are applied already.",
        _replayed(right, from_position=2),
    ),
    *(
        Mistake(
            "An update may change the id. The row that it changes is the one with the id of `before`.",
            _replayed(apply),
        )
        for apply in (_by_after, _by_after_if_there, _id_kept)
    ),
    Mistake(
        "A row with an older `modified` was held back: the log is in order, so its later event wins, whatever"
        " `modified` says.",
        _replayed(_newest),
    ),
    Mistake("Withdrawn responses are gone: they stay, with deleted true.", _replayed(_withdrawn_gone)),
    Mistake("created_at kept its old value: an update may change every column.", _replayed(_creation_kept)),
    Mistake("A row that was deleted and inserted again did not come back.", _replayed(_first_comes)),
    *(
        Mistake(
            "The events were applied by kind. Apply them in the order of their positions: a row may be deleted and"
            " inserted again, or take an id that another has just left.",
            oracle,
        )
        for oracle in (
            _deletes_first,
            _deletes_last,
            _replayed(right, order=_by_kind("insert", "update", "delete")),
            _replayed(right, order=_by_kind("delete", "update", "insert")),
        )
    ),
)
SYMPTOMS = (
    Symptom("There is a row that production no longer has.", lambda load, got: _ids(got) > _ids(applied(load))),
    Symptom("A row of production's is missing.", lambda load, got: _ids(got) < _ids(applied(load))),
    Symptom(
        "Each event changes one row: the one with the id of `before` goes, and `after` comes. Take them in order.",
        lambda load, got: True,
    ),
)
AT_POSITION = (
    Mistake(
        "log_position is unchanged: store the position of the last event that you applied.",
        lambda load: load.rows("log_position"),
    ),
    Mistake(
        "The stored position went back: all events of this batch are applied already, so it stays.",
        lambda load: [(events(load)[-1][0],)] if events(load) else load.rows("log_position"),
    ),
    Mistake(
        "log_position holds one row: change it, and add none.",
        lambda load: [*load.rows("log_position"), *position(load)],
    ),
    Mistake("log_position is empty: it holds one row, the last position.", lambda load: []),
)


def _ids(got: Sequence[tuple]) -> set:
    return {row[0] for row in got}


# --- rules


@dataclass(frozen=True)
class NoEventLost(NothingChanges):
    """As NothingChanges for both tables at once; also with an event whose new row can't be stored.

    Each column of `after` is tried, in each of the scenario's events that have one and are not applied yet.
    """

    passed = "whichever statement fails, both tables are as before and the caller gets the error"

    def _further(self, run: FunctionRun) -> list[Fault]:
        for what, bad in self._bad_batches():
            tried = replace(self.scenario, arguments=(bad,))
            fault = self._tried(run, tried, StatementHook(fail_at=NEVER), what)
            if fault:
                return [fault]
        return []

    def _bad_batches(self) -> Iterator[tuple[str, list]]:
        batch = list(events(self.scenario))
        places = [at for at, each in enumerate(batch) if each[0] > stored(self.scenario) and each[3]]
        nps = next(each for each in self.scenario.tables("warehouse") if each.name == "nps")
        for at in places:
            number, kind, before, after = batch[at]
            for what, [row] in bad_rows([as_row(after)], COLUMNS, KINDS, nps.never_null):
                words = what.replace("row 1 of 1 holds", f"`after` of the event at position {number} holds")
                bad = (number, kind, before, dict(zip(COLUMNS, row, strict=True)))
                yield words, [*batch[:at], bad, *batch[at + 1 :]]


def _advice(run: FunctionRun) -> str:
    if isinstance(run.error, psycopg2.errors.UniqueViolation):
        return (
            "The id is there already: was the event applied before, or did the row leave its id in an event that"
            " was not applied, or not in its turn?"
        )
    return ""


NPS = TableRows("public.nps", COLUMNS, applied, MISTAKES, SYMPTOMS)
POSITION = TableRows("public.log_position", tuple(rows.POSITION), position, AT_POSITION)

EXERCISE = PyExercise(
    id="apply-log",
    function="apply_log",
    arguments=("events",),
    other_data=OtherData(fixed=("id", "score"), as_many=True),  # the events name them
    scenarios=rows.LOADS,
    table=rows.BOTH,
    points=2,
    advice=_advice,
    rules=[
        NPS,
        POSITION,
        SameTable("nps", "Change its rows, in one transaction."),
        SameTable("log_position", "Change its row."),
        NoTableLeft(),
        NeverHalfDone(rows.BOTH),
        Idempotent("public.nps"),
        Idempotent("public.log_position"),
        Retried(NPS, rows.LOADS[0], (rows.LATER,)),
        Retried(POSITION, rows.LOADS[0], (rows.LATER,)),
        NoEventLost(rows.BOTH, rows.LOADS[0]),
    ],
    hints=(
        "Take the events one by one, in order. Which row of nps does an event remove, and which does it add? How"
        " do you know which events an earlier call has applied?",
        "Read the stored position first, and pass over the events up to it. For each of the others: if there is a"
        " `before`, DELETE the row with its id; if there is an `after`, INSERT it. UPDATE the position in the same"
        " transaction.",
        "with conn, conn.cursor() as cursor: SELECT position FROM log_position; for position, kind, before, after"
        ' in events: continue where position <= done; DELETE … WHERE id = before["id"]; INSERT … VALUES (%(id)s,'
        " …) with after as the parameters; done = position. After the loop: UPDATE log_position.",
    ),
)
