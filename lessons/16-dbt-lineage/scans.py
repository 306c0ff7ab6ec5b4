"""The exercise `incremental-model`: scans of parcels that arrive late, and the table of each depot's days."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from workbook.exercises import DbtScenario, DbtStep, Table, load_module

inserts = load_module("16-dbt-lineage", "inserts")

SOURCES = """sources:
  - name: parcels
    schema: raw
    tables:
      - name: scans
"""
COLUMNS = ("depot", "day", "scans", "weight", "last_arrived_at")
SCANS = {
    "scan_id": "BIGINT NOT NULL PRIMARY KEY",
    "depot": "VARCHAR(16) NOT NULL",
    "scanned_at": "TIMESTAMP NOT NULL",
    "arrived_at": "TIMESTAMP NOT NULL",
    "weight": "INT NOT NULL",
}
DEPOTS = (" annex", *(f"depot number {n}" for n in range(30)))  # a thousand depots' days and more, which only stay
Scan = tuple[int, str, dt.datetime, dt.datetime, int]


@dataclass(frozen=True)
class Arrivals(DbtScenario):
    """The scans that are there before each of its steps: `batches` are added one after the other."""

    batches: Sequence[Sequence[Scan]] = ()


def arrivals(
    name: str, batches: Sequence[Sequence[Scan]], words: Sequence[str], last: tuple[str, ...]
) -> Arrivals:
    """A scenario in which each batch arrives before one run; the last run's command is `last`."""
    steps = [
        DbtStep(word, inserts.insert("raw.scans", batch), last if number == len(batches) else ("run",))
        for number, (batch, word) in enumerate(zip(batches, words, strict=True), 1)
    ]
    return Arrivals(name, warehouse=["CREATE SCHEMA raw", Table("raw.scans", SCANS)], steps=steps, batches=batches)


class Maker:
    """Makes scans whose ids say nothing of their order; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(seed)
        self._ids = self._rng.sample(range(1, 100_000), 2_000)

    def some(
        self, count: int, came: dt.datetime, days: range, depots: Sequence[str] = ("Seoul", "busan")
    ) -> list[Scan]:
        """`count` scans that arrive from `came` on, a second apart, and were made some of these days before."""
        return [
            (
                self._ids.pop(),
                self._rng.choice(depots),
                came - dt.timedelta(days=self._rng.choice(days), minutes=self._rng.randrange(60)),
                came + dt.timedelta(seconds=n),
                self._rng.randint(1, 30),
            )
            for n in range(count)
        ]


def _histories(june: dt.datetime, one: Maker, two: Maker) -> list[Arrivals]:
    day = dt.timedelta(days=1)
    first = one.some(160, june, range(0, 40))
    last = first[-1][3]
    same_second = [(id, depot, at, last, weight) for id, depot, at, _, weight in one.some(2, june, range(20, 25))]
    late = [scan for days in (3, 12, 33) for scan in one.some(1, june + 2 * day, range(days, days + 1))]
    known = one.some(1_500, june - day, range(0, 60), DEPOTS)
    usual = [
        [*known, *first],
        [*same_second, *one.some(6, june + day, range(0, 2))],
        [],
        late,
        one.some(8, june + 3 * day, range(0, 3), ("Seoul", "jeju")),
    ]
    words = (
        "after the first run", "after new scans, two of them of the second that was the newest",
        "after a run without new scans", "after scans that are up to 33 days late", "after scans of a new depot",
    )  # fmt: skip
    from_empty = [[], two.some(30, june, range(0, 9)), two.some(3, june + day, range(30, 60)), []]
    of_empty = (
        "after a run on an empty table", "after the first scans", "after late scans",
        "after dbt run --full-refresh",
    )  # fmt: skip
    return [
        arrivals("five runs", usual, words, ("run",)),
        arrivals("an empty table at first", from_empty, of_empty, ("run", "--full-refresh")),
    ]


JUNE = dt.datetime(2025, 6, 20, 12)
SCENARIOS = _histories(JUNE, Maker(1), Maker(2))


def other_scenarios(seed: int) -> list[Arrivals]:
    """The scenarios with other scans, of other days, drawn by `seed`."""
    rng = Random(seed)
    moved = dt.timedelta(days=rng.randrange(1, 300))
    return _histories(JUNE + moved, Maker(rng.randrange(3, 10**6)), Maker(rng.randrange(3, 10**6)))


def depot_days(scenario: Arrivals, step: int) -> list[tuple]:
    """What a full refresh gives after a step."""
    found: dict[tuple, list[Scan]] = defaultdict(list)
    for batch in scenario.batches[: step + 1]:
        for scan in batch:
            found[scan[1], scan[2].date()].append(scan)
    return [(*key, len(each), sum(s[4] for s in each), max(s[3] for s in each)) for key, each in found.items()]


def may_change(scenario: Arrivals, step: int) -> set[str]:
    """The depots' days with a scan that arrived at the newest time known before the step, or later."""
    known = [scan[3] for batch in scenario.batches[:step] for scan in batch]
    every = [scan for batch in scenario.batches[: step + 1] for scan in batch]
    full = "--full-refresh" in scenario.steps[step].command
    return {f"{s[1]} {s[2].date()}" for s in every if full or not known or s[3] >= max(known)}
