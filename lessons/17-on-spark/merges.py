"""merge-on-spark: the tables and staging tables of its check, the right merges, and those of known mistakes."""

import datetime as dt
import random
from collections.abc import Callable, Sequence

from workbook.checking.compare import AnyOf
from workbook.checking.rules.spark import FrameMistake
from workbook.exercises import Call, Frame, SparkScenario

COLUMNS = {
    "id": "int", "created_at": "timestamp", "score": "smallint", "modified": "timestamp", "deleted": "boolean",
}  # fmt: skip
OTHER_ORDER = {name: COLUMNS[name] for name in ("id", "modified", "created_at", "deleted", "score")}
NOON = dt.datetime(2025, 6, 1, 12)


def at(minutes: float) -> dt.datetime:
    """A time in UTC, so many minutes after noon of 1 June."""
    return NOON + dt.timedelta(minutes=minutes)


def row(id: int, created: float | None, score: int | None, modified: float, deleted: bool = False) -> tuple:
    """A row of nps."""
    return (id, None if created is None else at(created), score, at(modified), deleted)


def scenario(
    name: str, nps: Sequence[tuple], stage: Sequence[tuple], large: bool = False, other_order: bool = False
) -> SparkScenario:
    """One call; the staging table's columns may come in another order."""
    columns = OTHER_ORDER if other_order else COLUMNS
    places = [list(COLUMNS).index(name) for name in columns]
    staged = Frame(columns, [tuple(each[place] for place in places) for each in stage], partitions=2)
    return SparkScenario(name, calls=[Call((Frame(COLUMNS, nps), staged))], large=large)


NPS = [row(1, 0, 9, 0), row(2, 1, 7, 30), row(3, 2, 5, 10), row(4, 3, 10, 5, True), row(5, 4, None, 4)]
EXAMPLE = [row(2, 1, 3, 20), row(3, 2, 8, 15), row(6, 6, 4, 16), row(6, 6, 0, 18)]


def many(rows: int = 3000, seed: int = 8) -> tuple[list[tuple], list[tuple]]:
    """A large table and changes of a tenth of it, of which some come late."""
    rng = random.Random(seed)
    nps = [row(id, id, rng.randrange(11), rng.randrange(500)) for id in range(rows)]
    stage = {}
    for _ in range(rows // 5):
        id, modified = rng.randrange(rows + 200), rng.randrange(600)
        stage[id, modified] = row(id, id, rng.randrange(11), modified, rng.random() < 0.1)
    return nps, list(stage.values())


MANY = many()
SCENARIOS = [
    scenario("the example", NPS, EXAMPLE),
    scenario("rows that are equally new", NPS, [row(1, 0, 2, 0), row(2, 1, 7, 30, True), row(5, 4, 6, 4)]),
    scenario("NULLs", NPS, [row(1, None, None, 40), row(3, 2, None, 11), row(7, None, 1, 1), row(5, 4, 3, 9)]),
    scenario(
        "columns in another order", NPS,
        [row(1, 5, 9, 1), row(3, 2, 5, 12, True), row(3, 2, 5, 11), row(4, 3, 10, 6)], other_order=True,
    ),
    scenario("a staging table that is empty", NPS, []),
    scenario("an empty table", [], EXAMPLE),
    scenario("3,000 rows", *MANY, large=True),
]  # fmt: skip


def frames(given: SparkScenario) -> tuple[dict[int, tuple], list[tuple]]:
    """The table by id, and the staging table's rows, both in the order of COLUMNS."""
    nps, stage = given.calls[0].arguments
    return (
        {each.id: tuple(each) for each in nps.records},
        [tuple(getattr(each, name) for name in COLUMNS) for each in stage.records],
    )


def newest(stage: Sequence[tuple]) -> dict[int, tuple]:
    """The staging table's newest row of each id."""
    found: dict[int, tuple] = {}
    for each in stage:
        if each[0] not in found or each[3] > found[each[0]][3]:
            found[each[0]] = each
    return found


Choice = Callable[[tuple | None, tuple | None], tuple | AnyOf | None]


def by_id(choose: Choice):
    """For each id of either side the row that is chosen of the table's and the staging table's newest."""

    def oracle(given: SparkScenario, _call: int) -> list[tuple]:
        nps, stage = frames(given)
        new = newest(stage)
        found = [choose(nps.get(id), new.get(id)) for id in {**nps, **new}]
        return [each for each in found if each is not None]

    return oracle


def winner(old: tuple | None, new: tuple | None) -> tuple | None:
    return old if new is None or (old is not None and old[3] > new[3]) else new


def of_the_table(old: tuple | None, new: tuple | None) -> tuple | None:
    return old if old is not None and (new is None or old[3] >= new[3]) else new


def mixed(old: tuple | None, new: tuple | None) -> tuple | None:
    if old is None or new is None:
        return old or new
    first, second = (old, new) if old[3] > new[3] else (new, old)
    return tuple(b if a is None else a for a, b in zip(first, second, strict=True))


def either(old: tuple | None, new: tuple | None) -> tuple | AnyOf | None:
    return AnyOf([old, new]) if old and new and old[3] == new[3] else winner(old, new)


right = by_id(winner)


def all_newest(given: SparkScenario, _call: int) -> list[tuple]:
    """All rows that are as new as the newest of their id."""
    nps, stage = frames(given)
    rows = [*nps.values(), *stage]
    top = {each[0]: max(other[3] for other in rows if other[0] == each[0]) for each in rows}
    return list(dict.fromkeys(each for each in rows if each[3] == top[each[0]]))


def every_change(given: SparkScenario, _call: int) -> list[tuple]:
    """The table without the ids of the staging table, and all rows of that."""
    nps, stage = frames(given)
    changed = {each[0] for each in stage}
    return [each for id, each in nps.items() if id not in changed] + stage


def every_change_not_older(given: SparkScenario, _call: int) -> list[tuple]:
    """The table, and all changes that are as new as its row of that id, or newer; their ids' old rows are gone."""
    nps, stage = frames(given)
    new = [each for each in stage if each[0] not in nps or each[3] >= nps[each[0]][3]]
    return [each for id, each in nps.items() if id not in {row[0] for row in new}] + new


MANY_OF_AN_ID = "All changes of an id are there: the staging table may hold several, and the newest counts."
MISTAKES = (
    FrameMistake(
        "The staging table's row won where `nps` has a newer one: a change may arrive late.",
        by_id(lambda old, new: new or old),
    ),
    FrameMistake(
        "Where both sides are equally new, the row of `nps` won: a second change within the same second is in the"
        " staging table.",
        by_id(of_the_table),
    ),
    FrameMistake("Where both sides are equally new, either row may win: the staging table's must.", by_id(either)),
    FrameMistake(
        "Ids that `nps` did not have are missing: a change may be of a new row.",
        by_id(lambda old, new: None if old is None else winner(old, new)),
    ),
    FrameMistake(
        "Rows of `nps` without a change are missing: they stay as they are.",
        by_id(lambda old, new: None if new is None else winner(old, new)),
    ),
    FrameMistake(
        "A NULL of the newer row was filled from the older one, as coalesce() of each column does: the newer"
        " row wins whole.",
        by_id(mixed),
    ),
    FrameMistake(
        "Rows that are equally new are both there: one row of each id stays, the staging table's.", all_newest
    ),
    FrameMistake(MANY_OF_AN_ID, every_change),
    FrameMistake(MANY_OF_AN_ID, every_change_not_older),
    FrameMistake(
        "Rows that were withdrawn are gone: `deleted` is a column like the others.",
        by_id(lambda old, new: None if (won := winner(old, new)) is None or won[4] else won),
    ),
    FrameMistake("`nps` came back as it was.", lambda given, _: list(frames(given)[0].values())),
)
