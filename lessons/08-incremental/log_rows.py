"""The exercise apply-log: its tables, and the events on which answers are tried."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from workbook.datasets import nps_and_weather
from workbook.exercises import Scenario, Table

COLUMNS = tuple(nps_and_weather.NPS_WAREHOUSE)
POSITION = {"position": "BIGINT NOT NULL"}
# Both tables at one moment: what another session must never see half done.
BOTH = "nps_and_position"
VIEW = f"""
CREATE VIEW {BOTH} AS
SELECT id, created_at, score, modified, deleted, NULL::BIGINT AS position FROM nps
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, position FROM log_position
"""
LEAST, MOST = -(2**31), 2**31 - 1  # of an INT
FAR = 2**40  # a position beyond an INT
LARGE = 2**60 + 2

Row = tuple[int, dt.datetime | None, int, dt.datetime, bool]  # id, created_at, score, modified, deleted
Event = tuple[int, str, Mapping | None, Mapping | None]  # position, kind, before, after


def at(day: int, hour: int = 0, second: int = 0, micro: int = 0) -> dt.datetime:
    return dt.datetime(2025, 3, day, hour, 0, second, micro)


def row(id: int, score: int, modified: dt.datetime, deleted: bool = False, day: int = 1) -> Row:
    """An answer that was given at eight o'clock on this day in March."""
    return (id, at(day, 8), score, modified, deleted)


def event(position: int, before: Row | None, after: Row | None) -> Event:
    """An event as the function is given it; its dicts have their columns in another order in every second one."""
    kind = "insert" if before is None else "delete" if after is None else "update"
    names = COLUMNS if position % 2 else COLUMNS[::-1]
    sides = [
        None if side is None else {name: side[COLUMNS.index(name)] for name in names} for side in (before, after)
    ]
    return (position, kind, *sides)


def _load(name: str, nps: Sequence[Row], position: int, events: Sequence[Event], **more) -> Scenario:
    tables = [
        Table("nps", nps_and_weather.NPS_WAREHOUSE, nps),
        Table("log_position", POSITION, [(position,)]),
        VIEW,
    ]
    return Scenario(name, warehouse=tables, arguments=([*events],), **more)


# --- the exercise's example

ONE, TWO, THREE = row(1, 9, at(1, 9)), row(2, 6, at(8, 18)), row(3, 8, at(9, 7))
TWO_LATER, FOUR, FIVE = row(2, 3, at(10, 8)), row(4, 7, at(10, 11)), row(5, 9, at(1, 9))
OLD = event(190, row(2, 10, at(5)), TWO)
FIRST = [
    OLD,
    event(205, TWO, TWO_LATER),
    event(208, THREE, None),
    event(213, None, FOUR),
    event(220, ONE, FIVE),  # another id
]
# The next batch begins with events that the first had.
LATER = [
    *FIRST,
    event(221, TWO_LATER, None),
    event(222, None, TWO),
    event(230, FOUR, row(4, 0, at(10, 11), True)),
]

# --- events that follow each other on one id


def _chain(position: int, *versions: Row | None) -> list[Event]:
    """The events that make each version of the one before it."""
    return [event(position + n, *pair) for n, pair in enumerate(pairwise(versions))]


TEN, ELEVEN, TWELVE = row(10, 1, at(2)), row(11, 2, at(2)), row(12, 3, at(2))


def _with_id(there: Row, id: int) -> Row:
    return (id, *there[1:])


# Two rows change places by way of a third id; an id is freed and taken by another row, and then by a new one.
IDS = [
    *_chain(31, TEN, _with_id(TEN, -10), None),
    *_chain(35, None, _with_id(TEN, -10)),
    event(36, ELEVEN, _with_id(ELEVEN, 10)),
    event(37, _with_id(TEN, -10), _with_id(TEN, 11)),
    event(40, TWELVE, None),
    event(41, row(13, 4, at(2)), row(12, 4, at(2))),
    event(42, None, row(13, 5, at(3), day=3)),
    *_chain(50, row(14, 6, at(2)), row(15, 6, at(2)), row(14, 6, at(2))),
    *_chain(60, row(16, 6, at(2)), row(17, 6, at(2)), row(18, 7, at(3))),
]
# The last event on a row wins, whatever its `modified` says.
SINGLE = [
    event(5, row(1, 5, at(9)), row(1, 6, at(9))),
    event(6, row(2, 5, at(9)), (2, None, 5, at(9), False)),
    event(7, row(3, 5, at(9)), row(3, 5, at(8))),  # a clock that was set back
    event(8, row(4, 5, at(9)), row(4, 5, at(9), True)),  # withdrawn
    event(9, row(5, 5, at(9), True), row(5, 5, at(9))),  # given again
    event(10, row(6, 5, at(9)), row(6, 5, at(9, micro=1))),
    *_chain(11, row(7, 5, at(9)), None, row(7, 5, at(9))),
    *_chain(21, row(8, 5, at(9)), row(8, 0, at(9, 1)), None, row(8, 1, at(9)), row(8, 10, at(8))),
    event(30, row(9, 5, at(9), True), None),  # withdrawn before, and now deleted
    event(31, row(0, 5, at(9)), row(0, 5, at(9), day=2)),
    *_chain(32, (2, None, 5, at(9), False), (2, None, 4, at(9), False), (2, at(1), 4, at(9), False)),
    event(40, (-3, None, 5, at(9), False), None),
    event(41, row(-4, 5, at(9)), (-5, at(1, 8, 0, 7), 6, at(9, 0, 0, 7), True)),
]
# Before the batch the tables were at position 40, so nps holds what came of it.
APPLIED = [
    event(21, None, row(21, 4, at(4))),
    event(22, row(22, 4, at(4)), row(22, 8, at(5))),
    event(23, row(23, 4, at(4)), None),
]
NOW = [row(22, 9, at(6)), row(23, 2, at(7), day=7), row(24, 4, at(4))]

# --- thousands

MANY = 2_600


def _many() -> tuple[list[Row], list[Event]]:
    """The table before and the events: most rows change, some twice; some come, go, or change their ids."""
    rows = [row(id, id % 11, at(1 + id % 20, second=id % 60), id % 13 == 0) for id in range(1, MANY + 1)]
    events: list[Event] = []
    for number, there in enumerate(rows):
        position = 1_000 + 7 * number
        if number % 5 == 0:
            events.append(event(position, there, None))
        elif number % 5 == 1:
            events.append(event(position, None, _with_id(there, 10_000 + number)))
        elif number % 50 == 2:
            events.append(event(position, there, _with_id(there, -there[0])))
        else:
            events.append(event(position, there, (*there[:2], (there[2] + 3) % 11, *there[3:])))
    return rows, events


def _first_versions(events: Sequence[Event]) -> list[Row]:
    """The rows that events begin with."""
    found: dict[int, Row] = {}
    new: set[int] = set()
    for _, _, before, after in events:
        if before and before["id"] not in new:
            found.setdefault(before["id"], tuple(before[name] for name in COLUMNS))
        new |= {after["id"]} if after else set()
    return list(found.values())


ROWS, EVENTS = _many()
LOADS = [
    _load("the exercise's rows", [ONE, TWO, THREE], 200, FIRST),
    _load("an empty batch", [ONE, TWO], 77, []),
    _load("a batch that is applied already", NOW, 40, APPLIED),
    _load(
        "a batch whose first events are applied already, up to the stored position",
        [*NOW, row(25, 1, at(2))],
        40,
        [
            *APPLIED,
            event(40, row(26, 1, at(2)), row(25, 3, at(3))),
            event(41, row(24, 4, at(4)), row(24, 5, at(5))),
            event(FAR, row(22, 9, at(6)), None),
        ],
    ),
    _load(
        "an empty table",
        [],
        0,
        [
            event(1, None, row(LEAST, 0, at(1))),
            event(2, None, (MOST, None, 10, at(1, micro=999_999), True)),
            event(FAR, None, row(-1, 5, at(1))),
            event(FAR + 1, row(-1, 5, at(1)), row(0, 5, at(1))),
            event(FAR + 9, row(LEAST, 0, at(1)), row(LEAST, 1, at(1))),
        ],
    ),
    _load(
        "changed ids, and ids that another row takes",
        [TEN, ELEVEN, TWELVE, *(row(id, score, at(2)) for id, score in ((13, 4), (14, 6), (16, 6), (19, 6)))],
        30,
        IDS,
    ),
    _load("events that change one column", _first_versions(SINGLE), 4, SINGLE),
    _load(
        "positions that a float can't tell apart, and a row that stays with its microseconds",
        [row(1, 5, at(3)), (2, at(1, 0, 59, 999_999), 5, at(2, 0, 59, 999_999), False)],
        LARGE,
        [
            event(LARGE - 1, row(1, 3, at(1)), row(1, 4, at(2))),
            event(LARGE, row(1, 4, at(2)), row(1, 8, at(2))),
            event(LARGE + 1, None, row(3, 1, at(4))),
            event(2**63 - 1, row(3, 1, at(4)), row(3, 0, at(4))),
        ],
    ),
    _load("a row that comes and goes", [ONE], -5, _chain(-4, None, row(6, 1, at(4)), row(6, 2, at(4)), None)),
    _load("the last row, which is deleted", [ONE], 2, [event(3, ONE, None)]),
    replace(_load("thousands of events", ROWS, 999, EVENTS), large=True),
]
