"""The rows on which lesson 08's answers are tried, exercise by exercise.

Over 300 lines: the tables of one lesson, side by side.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from workbook.datasets import nps_and_weather
from workbook.exercises import Fixture, Scenario, Table, load_module

many = load_module("08-incremental", "many")
window = load_module("08-incremental", "window_mistakes")

COLUMNS = tuple(nps_and_weather.NPS_WAREHOUSE)
# A stage takes an id several times, so it has no key.
STAGE = {**nps_and_weather.NPS_WAREHOUSE, "id": "INT NOT NULL"}
LEAST, MOST = -(2**31), 2**31 - 1  # of an INT

Row = tuple[int, dt.datetime | None, int, dt.datetime, bool]  # id, created_at, score, modified, deleted


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


INDEX = "CREATE INDEX nps_modified ON nps (modified)"


def source(rows) -> list[Table | str]:
    return [Table("nps", nps_and_weather.NPS_SOURCE, rows), INDEX]


def warehouse(rows, name: str = "nps") -> Table:
    return Table(name, nps_and_weather.NPS_WAREHOUSE if name == "nps" else STAGE, rows)


# --- changed-rows


def around(day: str) -> list[Row]:
    """Answers about the borders of a day: new, changed and withdrawn ones, in no order of time."""
    start = at(day)
    second, day_, year = dt.timedelta(seconds=1), dt.timedelta(1), dt.timedelta(365)
    return [
        (40, start - year, 3, start, False),
        (17, start - 3 * day_, 8, start + day_ - second, True),
        (-6, start + 5 * second, 10, start + 5 * second, False),
        (21, start + 9 * second, 7, start + day_, False),
        (22, start - day_, 7, start - second, False),
        (23, start - 2 * day_, 7, start + dt.timedelta(hours=12), False),
        (30, start + dt.timedelta(hours=3), 0, start + dt.timedelta(hours=23, minutes=59, seconds=30), True),
        (31, start + dt.timedelta(hours=3), 5, start + 40 * day_, False),
        (MOST, start - 2 * day_, 6, start - 2 * day_, False),
        (LEAST, start + day_, 9, start + day_ + second, False),
        (50, None, 9, start + second, False),
        (MOST - 1, start - day_, 4, start + 7 * second, False),
        (LEAST + 1, start - day_, 4, start + 8 * second, True),
        (51, start, 1, start + year, True),
    ]


def asked(name: str, day: str, rows: Sequence[Row]) -> Fixture:
    return Fixture(name, source=source(rows), binds={"run_date": dt.date.fromisoformat(day)})


EXAMPLE = [
    (1, at("2025-03-01 09:00:00"), 9, at("2025-03-01 09:00:00"), False),
    (2, at("2025-03-08 18:20:00"), 3, at("2025-03-10 08:15:00"), False),
    (3, at("2025-03-09 23:59:59"), 8, at("2025-03-10 00:00:00"), True),
    (4, at("2025-03-10 11:00:00"), 7, at("2025-03-10 11:00:00"), False),
    (5, at("2025-03-10 12:30:00"), 10, at("2025-03-11 00:00:00"), False),
]
CHANGED = [
    asked("the exercise's rows", "2025-03-10", EXAMPLE),
    asked("a leap day", "2024-02-29", around("2024-02-29")),
    asked("the last day of a year", "2028-12-31", around("2028-12-31")),
    asked("the day on which summer time begins", "2025-03-30", around("2025-03-30")),
    asked("a day without changes", "2025-03-20", around("2025-03-10")),
    asked("an empty table", "2025-03-10", []),
    asked("2,600 changes of one day", "2026-05-04", many.a_busy_day(at("2026-05-04"))),
    Fixture(
        window.LARGE,
        source=[
            *source(partial(nps_and_weather.nps_modified_file, rows=window.ROWS, beside=window.LARGE_DAY)),
            "ANALYZE TABLE nps",
        ],
        binds={"run_date": window.LARGE_DAY},
    ),
]

# --- apply-changes


def apply(name: str, nps: Sequence[Row], stage: Sequence[Row], *after: str) -> Fixture:
    return Fixture(name, warehouse=[warehouse(nps), warehouse(stage, "stage"), *after])


def versions(ids: Sequence[int]) -> list[Row]:
    """Some versions of each answer, the newest of them early or late."""
    first = at("2025-01-01 07:00:00")
    return [
        (
            id,
            first + dt.timedelta(hours=id),
            (id + 3 * n) % 11,
            first + dt.timedelta(hours=id, minutes=(7 * n + 3 * id) % 5, microseconds=n),
            (id + n) % 9 == 0,
        )
        for n in range(3)
        for id in ids
    ]


def newest(rows: Sequence[Row]) -> list[Row]:
    """The newest version of each answer."""
    return list({row[0]: row for row in sorted(rows, key=lambda row: row[3])}.values())


STORED = [
    (1, at("2025-03-01 09:00:00"), 9, at("2025-03-01 09:00:00"), False),
    (2, at("2025-03-08 18:20:00"), 6, at("2025-03-08 18:20:00"), False),
    (3, at("2025-03-09 07:45:00"), 8, at("2025-03-12 10:00:00"), False),
]
SAME = (7, at("2025-03-04 12:00:00"), 7, at("2025-03-04 12:00:00.000001"), False)
LATER = newest(versions(range(40, 100)))
APPLIED = [
    apply(
        "the exercise's tables",
        STORED,
        [
            (2, at("2025-03-08 18:20:00"), 3, at("2025-03-10 08:15:00"), False),
            (2, at("2025-03-08 18:20:00"), 4, at("2025-03-10 21:40:00"), False),
            (3, at("2025-03-09 07:45:00"), 1, at("2025-03-10 09:00:00"), False),
            (4, at("2025-03-10 11:00:00"), 7, at("2025-03-10 11:00:00"), False),
        ],
    ),
    apply("an empty stage", STORED, []),
    apply("an empty nps", [], versions(range(1, 6))),
    apply(
        "withdrawn responses, rows that both sides have, and changes a microsecond apart",
        [
            SAME,
            (LEAST, at("2023-12-31 23:59:59"), 0, at("2023-12-31 23:59:59.999999"), False),
            (MOST, at("2024-02-29 00:00:00"), 10, at("2024-02-29 12:00:00.000002"), False),
            (-1, None, 5, at("2025-03-09 23:59:59.999999"), True),
            (5, at("2025-01-01"), 2, at("2025-03-02"), True),
            (9, None, 2, at("2025-03-02"), False),
            (6, at("2025-01-01"), 2, at("2025-03-02"), False),
            *((id, at("2025-01-05"), 3, at("2025-03-01"), False) for id in (11, 12, 13)),
        ],
        [
            (LEAST, at("2023-12-31 23:59:59"), 4, at("2024-01-01 00:00:00"), False),
            (MOST, at("2024-02-29 00:00:00"), 3, at("2024-02-29 12:00:00.000001"), True),
            (-1, None, 6, at("2025-03-10 00:00:00"), False),
            SAME,
            (5, at("2025-01-01"), 8, at("2025-03-01"), False),
            (6, at("2025-01-01"), 10, at("2025-03-02 00:00:00.000003"), True),
            (6, at("2025-01-01"), 9, at("2025-03-02 00:00:00.000002"), False),
            (6, at("2025-01-01"), 1, at("2025-03-01 23:59:59"), False),
            (9, at("2025-02-28"), 3, at("2025-03-03"), False),
            (8, at("2025-03-10"), 2, at("2025-03-09 23:59:59.999999"), False),
            (8, at("2025-03-10"), 1, at("2025-03-10 00:00:00"), True),
            (10, at("2025-03-10"), 4, at("2025-03-10 08:00:00.000001"), False),
            (10, at("2025-03-10"), 5, at("2025-03-10 08:00:00.000002"), False),
            (0, at("2025-03-10"), 1, at("2025-03-10 00:00:00"), False),
            # New ids that a REAL can't tell apart, created within a second.
            (MOST - 1, at("2025-03-10 07:00:00.000001"), 1, at("2025-03-10 08:00:00"), False),
            (MOST - 2, at("2025-03-10 07:00:00.999999"), 2, at("2025-03-10 08:00:00"), True),
            # Another time of creation: none, an earlier and a later one. It is a column like the others.
            (11, None, 4, at("2025-03-02"), False),
            (12, at("2025-01-04"), 4, at("2025-03-02"), False),
            (13, at("2025-01-06"), 4, at("2025-03-02"), False),
        ],
    ),
    apply("120 answers", [row for row in LATER if row[0] % 3], versions(range(1, 80))),
    apply("rows that differ in each way, older, equally new and newer", *many.differences()),
    # With an index, so that an answer that looks each id up is quick too.
    apply("2,600 staged rows", *many.long_merge(), "CREATE INDEX ON stage (id, modified)"),
]

# --- current-answers


def current(name: str, rows: Sequence[Row]) -> Fixture:
    return Fixture(name, warehouse=[warehouse(rows)])


CURRENT = [
    current("the exercise's rows", EXAMPLE),
    current("an empty table", []),
    current("withdrawn responses alone", [(*row[:4], True) for row in EXAMPLE]),
    current("no withdrawn response", [(*row[:4], False) for row in EXAMPLE]),
    current("other ids and times", [*around("2024-02-29"), (0, None, 0, at("2026-01-01"), True)]),
    current(
        "large ids that follow each other, and microseconds",
        [
            (
                MOST - n,
                at("2025-03-01") + dt.timedelta(microseconds=n),
                n,
                at("2025-03-02") + dt.timedelta(0, 1, n),
                n < 2,
            )
            for n in range(5)
        ],
    ),
    current("60 answers", LATER),
    current("2,600 answers", many.a_busy_day(at("2026-05-04"))),
]

# --- find-hard-deletes


def compared(name: str, production: Sequence[Row], copy: Sequence[Row]) -> Scenario:
    return Scenario(name, warehouse=[warehouse(copy)], source=source(production))


MANY_IDS = [(n * 7, at("2025-01-01"), n % 11, at("2025-01-02"), n % 50 == 0) for n in range(-100, 200)]
# So many that the last ones are beyond each batch of a thousand.
THOUSANDS = [
    (2**30 + n * 7 % 2_900, at("2025-01-01"), n % 11, at("2025-01-02"), n % 50 == 0) for n in range(2_900)
]
HARD_DELETES = [
    compared("the exercise's rows", [EXAMPLE[0], EXAMPLE[2], EXAMPLE[3], EXAMPLE[4]], EXAMPLE[:3]),
    compared("nothing gone", EXAMPLE, EXAMPLE[1:4]),
    compared("an empty production", [], [*reversed(EXAMPLE), (-9, None, 0, at("2025-01-01"), True)]),
    compared("an empty warehouse", EXAMPLE, []),
    compared("two empty tables", [], []),
    compared("as many rows on both sides", [*EXAMPLE[:2], *EXAMPLE[3:]], [*EXAMPLE[:3], EXAMPLE[4]]),
    compared(
        "ids at both ends, negative ones, and withdrawn ones",
        [
            (-3, None, 1, at("2025-01-02"), True),
            (5, None, 1, at("2025-01-02"), False),
            (10, None, 1, at("2025-01-02"), True),
            (100, None, 1, at("2025-01-02"), False),
        ],
        [
            (MOST, None, 1, at("2025-01-02"), False),
            (9, None, 1, at("2025-01-02"), True),
            (10, None, 1, at("2025-01-02"), True),
            (LEAST, None, 1, at("2025-01-02"), False),
            (100, None, 2, at("2025-01-01"), False),
            (5, None, 1, at("2025-01-02"), False),
            (-5, None, 1, at("2025-01-02"), False),
            (0, None, 1, at("2025-01-02"), False),
        ],
    ),
    compared("300 ids", [row for row in MANY_IDS if row[0] % 11], MANY_IDS[40:270]),
    replace(compared("thousands of ids", [row for row in THOUSANDS if row[0] % 2], THOUSANDS), large=True),
]

# --- incremental


def load(name: str, day: str, production: Sequence[Row], copy: Sequence[Row]) -> Scenario:
    return Scenario(
        name,
        warehouse=[warehouse(copy)],
        source=source(production),
        arguments=(dt.date.fromisoformat(day),),
    )


def before(day: str, rows: Sequence[Row]) -> list[Row]:
    """The copy that the run of the day before left: changed rows as they were, and none that is new."""
    return [
        row if row[3] < at(day) else (row[0], row[1], (row[2] + 5) % 11, row[1] or at("2020-01-01"), False)
        for row in rows
        if row[1] is None or row[1] < at(day)
    ]


# Most rows of a day, of ids in another order than time.
MOVED = [
    (
        n * 7 % 2_900 + 1,
        at("2025-03-01") + dt.timedelta(seconds=n * 7 % 2_900),
        n % 11,
        at("2025-03-10" if n % 29 else "2025-03-09") + dt.timedelta(seconds=n * 29),
        n % 13 == 0,
    )
    for n in range(2_900)
]
LOADS = [
    load("the exercise's rows", "2025-03-10", EXAMPLE, before("2025-03-10", EXAMPLE)),
    load("a day without changes", "2025-03-20", around("2025-03-10"), before("2025-03-12", around("2025-03-10"))),
    load("an empty warehouse", "2025-03-30", around("2025-03-30"), []),
    load("an empty production", "2025-03-10", [], []),
    load("a leap day", "2024-02-29", around("2024-02-29"), before("2024-02-29", around("2024-02-29"))),
    load(
        "a creation time that came later",
        "2025-03-10",
        [
            (id, created, 9, at("2025-03-10 09:00:00"), False)
            for id, created in enumerate((at("2025-02-28"), None, at("2025-02-27"), at("2025-03-01")), start=1)
        ],
        [(id, at("2025-02-28") if id > 1 else None, 4, at("2025-03-01"), False) for id in (1, 2, 3, 4)],
    ),
    load(
        "a day that was run before, after which more has happened",
        "2024-12-31",
        around("2024-12-31"),
        before("2025-06-01", around("2024-12-31")),
    ),
    load(
        "a day that was left out, after which others were run",
        "2024-12-31",
        around("2024-12-31"),
        [
            row
            for row in around("2024-12-31")
            if row[3] >= at("2025-01-01") or row in before("2024-12-31", around("2024-12-31"))
        ]
        + [(23, at("2024-12-29"), 1, at("2024-12-29"), False)],
    ),
    replace(
        load("thousands of rows of a day", "2025-03-10", MOVED, before("2025-03-10", MOVED)),
        large=True,
        seconds=60.0,
    ),
]
# Within the second of the change before: MySQL's TIMESTAMP has no fractions.
SECOND_CHANGE = "UPDATE nps SET score = 2, deleted = TRUE, modified = modified WHERE id = 2"
NEXT_DAY = (
    "UPDATE nps SET score = 10 - score, modified = modified + INTERVAL 1 DAY"
    " WHERE id > 2 AND DATE(modified) = '2025-03-10'"
)
