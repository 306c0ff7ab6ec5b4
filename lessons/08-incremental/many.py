"""Rows on which lesson 08's exercises in SQL are tried: each way in which two rows may differ, and long tables."""

import datetime as dt
from collections.abc import Iterator
from random import Random

Row = tuple[int, dt.datetime | None, int, dt.datetime, bool]  # id, created_at, score, modified, deleted
MICROSECOND, DAY = dt.timedelta(microseconds=1), dt.timedelta(1)
NOON = dt.datetime(2025, 4, 1, 12)
CREATED = (dt.datetime(2025, 3, 1, 9), None, dt.datetime(2025, 2, 1, 9))
# Which of created_at, score and deleted differ between a row of nps and one of the stage.
DIFFERENCES = ((), (0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2))
LATER = (-DAY, -MICROSECOND, dt.timedelta(0), MICROSECOND, DAY)  # the stage's row


def _pair(first: int) -> Iterator[tuple[Row, Row]]:
    """A row of nps and the stage's row of that id, for each way to differ: in one column, in several, in none."""
    id = first
    for later in LATER:
        for differs in DIFFERENCES:
            for turn in range(3):  # which created_at is the stage's: later, NULL, or earlier
                old = (CREATED[turn], 4, bool(turn % 2))
                new = (CREATED[(turn + 1) % 3], 9, not old[2])
                created, score, deleted = (new[n] if n in differs else old[n] for n in range(3))
                yield (id, *old[:2], NOON, old[2]), (id, created, score, NOON + later, deleted)
                id += 1


def differences() -> tuple[list[Row], list[Row]]:
    """Rows of nps, and of the stage: pairs that differ in each way, and several rows of an id.

    Of those the newest has any created_at, and stands anywhere.
    """
    rng = Random("several")
    pairs = list(_pair(1_000))
    nps, stage = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    for id in range(-40, 80):
        times = rng.sample(range(-3, 4), rng.choice((1, 2, 3)))
        stage += [
            (id, rng.choice(CREATED), rng.randint(0, 2), NOON + n * MICROSECOND, rng.random() < 0.3) for n in times
        ]
        if id % 3:
            nps.append((id, rng.choice(CREATED), rng.randint(0, 2), NOON, rng.random() < 0.3))
    rng.shuffle(stage)
    return nps, stage


def long_merge() -> tuple[list[Row], list[Row]]:
    """2,650 rows of nps, and about 2,600 of the stage, of ids that are partly the same."""
    rng = Random("long")

    def row(id: int) -> Row:
        created = rng.choice((None, NOON - dt.timedelta(0, rng.randrange(600_000), rng.randrange(1_000_000))))
        modified = NOON + dt.timedelta(seconds=rng.randrange(20_000), microseconds=rng.randrange(1_000_000))
        return id, created, rng.randint(0, 10), modified, rng.random() < 0.2

    nps = [row(id) for id in range(-1_650, 1_000)]
    stage = [row(500 + rng.randrange(2_600)) for _ in range(2_650)]
    # Some of them as new as the row of nps, and other ones.
    stage[::20] = [(*nps[n][:2], 11 + n % 5, *nps[n][3:]) for n in range(2_150, 2_150 + len(stage[::20]))]
    newest = {(each[0], each[3]): each for each in stage}  # no id has two rows of one time
    return nps, list(newest.values())


def a_busy_day(day: dt.datetime) -> list[Row]:
    """2,700 rows, most of them modified on that day: many in one second, some equal in all but the id."""
    rng = Random("a busy day")
    rows: list[Row] = []
    for id in rng.sample(range(1, 200_000), 2_700):
        if rows and rng.random() < 0.2:
            rows.append((id, *rows[-1][1:]))
            continue
        seconds = rng.randrange(-2_000, 86_400)  # some of them on the evening before
        at = day + dt.timedelta(seconds=seconds - seconds % rng.choice((1, 60, 3_600)))
        created = rng.choice((None, at, day - DAY * rng.randrange(1, 300)))
        rows.append((id, created, rng.randint(0, 10), at, rng.random() < 0.2))
    return rows
