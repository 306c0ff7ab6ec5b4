"""Lesson 14, repair-the-meter-readings: counters of meters, and what each hour's run leaves."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal

from workbook.checking.rules.result_rows import Mistake, Symptom
from workbook.exercises import DagScenario, Table

HOUR = dt.timedelta(hours=1)
READINGS = {"meter": "INT NOT NULL", "at": "TIMESTAMP NOT NULL", "kwh": "NUMERIC(10,3) NOT NULL"}
HOURS = {"meter": "INT NOT NULL", "hour": "TIMESTAMP NOT NULL", "kwh": "NUMERIC(10,3) NOT NULL"}
TABLE = "meter_hours"

Reading = tuple[int, str, str]  # meter, moment, kWh on its counter


def _typed(rows: Sequence[Reading]) -> list[tuple]:
    return [(meter, dt.datetime.fromisoformat(at), Decimal(kwh)) for meter, at, kwh in rows]


def metered(
    name: str, dates: Sequence[str], read: Sequence[Reading], stored: Sequence[Reading] = ()
) -> DagScenario:
    """A scenario: the hours to run, in this order, the meters' readings, and what `meter_hours` holds before."""
    tables = [Table("readings", READINGS, _typed(read)), Table(TABLE, HOURS, _typed(stored))]
    return DagScenario(name, warehouse=tables, dates=dates)


EXAMPLE = [
    (1, "2025-03-10 08:40:00", "100.000"),
    (1, "2025-03-10 09:10:00", "100.300"),
    (1, "2025-03-10 09:40:00", "100.750"),
    (1, "2025-03-10 10:00:00", "101.000"),
    (1, "2025-03-10 10:30:00", "101.500"),
    (2, "2025-03-10 10:20:00", "0.250"),
]
SCENARIOS = [
    metered(
        "the exercise's rows, and an hour again",
        ["2025-03-10T10:00", "2025-03-10T09:00", "2025-03-10T10:00"],
        EXAMPLE,
        [(1, "2025-03-10 08:00:00", "100.000")],
    ),
    metered(
        "an hour that was run before, a meter that was silent for days, and a midnight",
        ["2025-12-31T23:00"],
        [
            *((6, f"2025-11-{1 + n // 48:02} {n // 2 % 24:02}:{n % 2 * 30:02}:00", str(n)) for n in range(1_200)),
            (7, "2025-12-28 04:00:00", "5000.125"),
            (7, "2025-12-31 23:59:59.999999", "5003.5"),
            (7, "2026-01-01 00:00:00", "5003.75"),
            (8, "2025-12-31 23:00:00", "12"),
            (8, "2025-12-31 23:20:00", "12"),
            (9, "2025-12-31 22:59:59", "77.5"),
            (9, "2026-01-01 00:00:00", "78"),
        ],
        [
            (7, "2025-12-31 23:00:00", "3.000"),
            (9, "2025-12-31 23:00:00", "1.000"),
            (7, "2025-12-31 22:00:00", "2.000"),
            (7, "2026-01-01 01:00:00", "9.000"),
            (8, "2025-12-30 23:00:00", "4.000"),
        ],
    ),
    metered(
        "the first hour of a day, and an hour without readings",
        ["2026-01-01T00:00", "2026-02-28T12:00"],
        [
            (7, "2026-01-01 00:00:00", "5"),
            (7, "2026-01-01 01:00:00", "9"),
            (8, "2025-12-31 23:59:59.999999", "2"),
            (8, "2026-01-01 00:59:59.999999", "2"),
            (8, "2026-02-28 13:00:00", "7"),
            (8, "2026-02-28 11:59:59", "6"),
        ],
        [(8, "2026-02-28 12:00:00", "1"), (8, "2026-02-28 11:00:00", "4"), (8, "2026-01-01 01:00:00", "3")],
    ),
]


def starts(scenario: DagScenario) -> list[dt.datetime]:
    """The hours that are run, in their order."""
    return [dt.datetime.fromisoformat(date) for date in scenario.dates]


def counters(scenario: DagScenario, start: dt.datetime, end: dt.datetime) -> list[tuple[int, Decimal, Decimal]]:
    """Of each meter that was read from `start` to before `end`: it, its last counter there, the one before."""
    found = []
    readings = scenario.rows("readings")
    for meter in sorted({row.meter for row in readings}):
        own = [row for row in readings if row.meter == meter]
        inside = [row.kwh for row in own if start <= row.at < end]
        before = [row.kwh for row in own if row.at < start]
        if inside:
            found.append((meter, max(inside), max(before, default=Decimal(0))))
    return found


def used(scenario: DagScenario, hour: dt.datetime, later: dt.timedelta = dt.timedelta(0)) -> list[tuple]:
    """The rows of an hour, with an end that is later by so much."""
    return [(meter, hour, last - before) for meter, last, before in counters(scenario, hour, hour + HOUR + later)]


def in_turn(
    scenario: DagScenario,
    rows: Callable[[dt.datetime, list[tuple]], list[tuple]],
    gone: Callable[[tuple, dt.datetime], bool] = lambda row, hour: row[1] == hour,
) -> list[tuple]:
    """`meter_hours` after the runs: of each, rows are `gone`, and `rows(hour, those that stay)` come."""
    held = [tuple(row) for row in scenario.rows(TABLE)]
    for hour in starts(scenario):
        held = [row for row in held if not gone(row, hour)]
        held += rows(hour, held)
    return held


def summed(scenario: DagScenario) -> list[tuple]:
    return in_turn(scenario, lambda hour, held: used(scenario, hour))


def added(scenario: DagScenario) -> list[tuple]:
    return in_turn(scenario, lambda hour, held: used(scenario, hour), gone=lambda row, hour: False)


def with_the_end(scenario: DagScenario) -> list[tuple]:
    tick = dt.timedelta(microseconds=1)
    return in_turn(scenario, lambda hour, held: used(scenario, hour, tick))


def days_emptied(scenario: DagScenario) -> list[tuple]:
    return in_turn(
        scenario, lambda hour, held: used(scenario, hour), gone=lambda row, hour: row[1].date() == hour.date()
    )


def first_in_the_hour(scenario: DagScenario) -> list[tuple]:
    def rows(hour: dt.datetime, _: list[tuple]) -> list[tuple]:
        readings = scenario.rows("readings")
        return [
            (meter, hour, last - min(each.kwh for each in readings if each.meter == meter and each.at >= hour))
            for meter, last, _ in counters(scenario, hour, hour + HOUR)
        ]

    return in_turn(scenario, rows)


def from_the_table(scenario: DagScenario) -> list[tuple]:
    """Where the counter before an hour is the sum of a meter's other hours in the table."""

    def rows(hour: dt.datetime, held: list[tuple]) -> list[tuple]:
        return [
            (meter, hour, last - sum((row[2] for row in held if row[0] == meter), Decimal(0)))
            for meter, last, _ in counters(scenario, hour, hour + HOUR)
        ]

    return in_turn(scenario, rows)


MISTAKES = (
    Mistake("An hour that is run again is there twice: delete its rows first, in the same transaction.", added),
    Mistake(
        "A reading at the very end of an hour counts in it: it belongs to the next hour. BETWEEN has both ends.",
        with_the_end,
    ),
    Mistake("Other hours of the day are lost. A run should replace its hour alone.", days_emptied),
    Mistake(
        "An hour's number depends on the hours that the table already holds, so the order of the runs matters."
        " Find the counter before the hour in readings.",
        from_the_table,
    ),
    Mistake(
        "Nothing was written. Does the hour come from the machine's clock? Or was the schedule changed? A run's"
        " hour comes from its interval.",
        lambda scenario: in_turn(scenario, lambda hour, held: [], gone=lambda row, hour: False),
    ),
    Mistake(
        "The number is the last counter of the hour less its first one: what was used before the first reading is"
        " missing. The counter before the hour is the last one before it.",
        first_in_the_hour,
    ),
)


def _named_by_the_end(scenario: DagScenario, got: Sequence[tuple]) -> bool:
    """Whether a row has the end of an hour that was run, which was none of the table's hours."""
    known = {hour for _, hour, _ in summed(scenario)} | {*starts(scenario)}
    return any(hour not in known and hour - HOUR in starts(scenario) for _, hour, _ in got)


def _lost(scenario: DagScenario, got: Sequence[tuple]) -> bool:
    """Whether meters without a reading before the hour have no row."""
    rows = {(meter, hour) for meter, hour, _ in got}
    return any(
        before == 0 and (meter, hour) not in rows
        for hour in starts(scenario)
        for meter, _, before in counters(scenario, hour, hour + HOUR)
    )


def _unread(scenario: DagScenario, got: Sequence[tuple]) -> bool:
    """Whether a meter that was not read has a row of an hour that was run."""
    right = {(meter, hour) for meter, hour, _ in summed(scenario)}
    return any(hour in starts(scenario) and (meter, hour) not in right for meter, hour, _ in got)


def _too_much(scenario: DagScenario, got: Sequence[tuple]) -> bool:
    """Whether a number is a meter's whole counter, though it was read before."""
    whole = {
        (meter, hour, last)
        for hour in starts(scenario)
        for meter, last, before in counters(scenario, hour, hour + HOUR)
        if before
    }
    return any((meter, hour, Decimal(str(kwh))) in whole for meter, hour, kwh in got)


SYMPTOMS = (
    Symptom("`hour` is the end of the hour: it should be the beginning.", _named_by_the_end),
    Symptom("A meter that was never read before the hour has no row: it began at 0.", _lost),
    Symptom(
        "A meter that was not read in the hour has a row of it, new or left from before: it should have none.",
        _unread,
    ),
    Symptom(
        "A meter's whole counter came as its number: its last reading before the hour was not found. It may be"
        " days old.",
        _too_much,
    ),
)


def wait_for_none(dag: dict) -> list[str]:
    """Which task waits for an earlier run."""
    return [
        f"the task {name} waits for the hour before ({setting}), so hours can't run in any order. Find what an"
        " hour needs in readings."
        for name, task in dag["tasks"].items()
        for setting in ("depends_on_past", "wait_for_downstream")
        if task.get(setting) or task["arguments"].get(setting)
    ]
