"""The tables of repair-the-parcel-list, its oracle, and the mistakes that are known by name."""

import datetime as dt
from collections.abc import Callable, Iterator
from random import Random

from workbook.checking.rules.per_key import PerKey, greatest
from workbook.checking.rules.result_rows import Mistake, Symptom
from workbook.exercises import Fixture

SCANS = {
    "parcel": "TEXT NOT NULL",
    "scan": "BIGINT NOT NULL UNIQUE",
    "scanned_at": "TIMESTAMP",
    "depot": "TEXT NOT NULL",
    "status": "TEXT NOT NULL",
}
LISTED = ("parcel", "depot", "scanned_at")
ON_ITS_WAY = "in transit"

Order = Callable[[tuple], tuple]


def _at(day: int, hour: int, minute: int = 0, microsecond: int = 0) -> dt.datetime:
    return dt.datetime(2025, 3, day, hour, minute, 0, microsecond)


def _next_to_each_other() -> Iterator[tuple]:
    """Pairs of scans at one time, whose numbers no floating-point number tells apart."""
    ways = (("in transit", "delivered"), ("delivered", "in transit"))
    for n in range(24):
        numbers = [(1 << 53) + 4 * n + step for step in (0, 1)]
        pair = list(zip(numbers, "XY", ways[n % 2], strict=True))
        for scan, depot, status in pair if n % 4 < 2 else reversed(pair):
            yield (f"F{n}", scan, _at(1, 8), depot, status)


FIRST = [
    ("P1", 11, _at(1, 8), "Busan", "in transit"),
    ("P1", 14, _at(2, 9), "Seoul", "in transit"),
    ("P2", 12, _at(1, 8, 5), "Busan", "in transit"),
    ("P2", 17, _at(3, 11), "Daegu", "delivered"),
    ("P3", 13, None, "Incheon", "in transit"),
    ("P3", 15, _at(2, 10), "Incheon", "delivered"),
    ("P4", 16, None, "Jeju", "in transit"),
    ("P5", 18, _at(3, 12), "Daegu", "in transit"),
    ("P5", 19, _at(3, 12), "Daegu", "delivered"),
]

OTHERS = {
    "scans at one time": [
        ("A", 3, _at(1, 8), "X", "in transit"),
        ("A", 1, _at(1, 8), "Y", "in transit"),
        ("A", 2, _at(1, 8), "X", "in transit"),
        ("B", 4, _at(1, 8), "X", "in transit"),
        ("B", 5, _at(1, 8), "Y", "returned"),
        ("C", 10, _at(1, 8), "Y", "delivered"),
        ("C", 9, _at(1, 8), "X", "in transit"),
        ("D", 100, _at(1, 8), "Y", "in transit"),
        ("D", 99, _at(1, 8), "X", "delivered"),
        ("E", -2, _at(1, 8), "X", "delivered"),
        ("E", -1, _at(1, 8), "Y", "in transit"),
        ("G", -8, _at(1, 8), "X", "in transit"),
        ("G", 7, _at(1, 8), "Y", "delivered"),
        *_next_to_each_other(),
    ],
    "scans soon after one another, with lower numbers": [
        (parcel, scan, _at(1, 8) + dt.timedelta(**{unit: 1}) * step, depot, status)
        for n, unit in enumerate(("microseconds", "milliseconds", "seconds", "minutes", "hours", "days"))
        for parcel, scan, step, depot, status in (
            (f"A{n}", 40 + n, 1, "X", "in transit"),
            (f"A{n}", 30 + n, 2, "Y", "delivered"),
            (f"B{n}", 10 + n, 2, "Y", "in transit"),
            (f"B{n}", 20 + n, 1, "X", "delivered"),
        )
    ],
    "scans without a time": [
        ("A", 1, None, "X", "in transit"),
        ("A", 2, None, "Y", "in transit"),
        ("B", 3, None, "X", "delivered"),
        ("B", 4, None, "X", "in transit"),
        ("C", 9, None, "X", "delivered"),
        ("C", 5, _at(1, 8), "Y", "in transit"),
        ("D", 9_000_000_000, None, "X", "in transit"),
        ("D", 8, _at(1, 8), "Y", "lost"),
        ("E", 19, None, "X", "delivered"),
        ("E", 18, dt.datetime(1969, 7, 20), "Y", "in transit"),
        ("F", 7, dt.datetime(1, 1, 1), "X", "in transit"),
        ("F", 10, None, "Y", "delivered"),
    ],
    "other statuses and names, newest scans first": [
        ("p1", 6, _at(4, 8, 0, 2), "X", "in transit"),
        ("P1", 5, _at(4, 8, 0, 1), "X", "In Transit"),
        ("p1", 4, _at(4, 8, 0, 1), "Y", "delivered"),
        ("P1", 3, _at(3, 8), "X", "in transit"),
        ("p1 ", 12, _at(4, 8), "Busan 2", "in transit"),
        (" p1", 13, _at(4, 8), "busan 2", "in transit"),
        ("온실 1", 2, dt.datetime(1999, 12, 31, 23, 59, 59), "부산", "in transit"),
        ("P 1", 1, dt.datetime(2099, 1, 1), "X", "in transit "),
        ("P 1", -7, dt.datetime(2098, 1, 1), "X", "in transit"),
    ],
    "twenty parcels": [
        (f"P{n % 20}", n, _at(1 + n % 7, n % 24), "XYZ"[n % 3], ("in transit", "delivered")[n // 20 % 2])
        for n in range(60)
    ],
    "one scan": [("P1", 1, None, "X", "in transit")],
}


def many(parcels: int = 2_500) -> list[tuple]:
    """Scans of many parcels, in no order: some at one time, some without a time."""
    rng = Random("scans")
    numbers = rng.sample(range(1_000_000), 3 * parcels)
    rows: list[tuple] = []
    for n in range(parcels):
        times = [_at(rng.randrange(1, 28), rng.randrange(24), rng.randrange(60)) for _ in range(2)]
        for _ in range(rng.choice((1, 2, 3))):
            at = None if rng.random() < 0.1 else rng.choice(times)
            depot = rng.choice(("Busan", " Busan", "Daegu", "Seoul, in the second hall "))
            rows.append(
                (
                    f"parcel no. {n}",
                    numbers.pop(),
                    at,
                    depot,
                    rng.choice(("in transit", "in transit", "delivered")),
                )
            )
    rng.shuffle(rows)
    return rows


# --- orders: the greatest is the row that is kept


def _null_oldest(row: tuple) -> tuple:
    return (row.scanned_at is not None, row.scanned_at or dt.datetime.min)


def _null_newest(row: tuple) -> tuple:
    return (row.scanned_at is None, row.scanned_at or dt.datetime.min)


def _latest(row: tuple) -> tuple:
    return (*_null_oldest(row), row.scan)


def listed(order: Order, *key: str, filter_first: bool = False, status: bool = True) -> Callable:
    """The greatest scans of each `key`, those that are on their way; all of them where `status` is False."""

    def oracle(fixture: Fixture) -> list[tuple]:
        groups = PerKey("scans", *key).groups(fixture)
        if filter_first:
            groups = [[row for row in group if row.status == ON_ITS_WAY] for group in groups]
        kept = [row for group in groups for row in greatest(group, order)]
        return [(row.parcel, row.depot, row.scanned_at) for row in kept if not status or row.status == ON_ITS_WAY]

    return oracle


on_their_way = listed(_latest, "parcel")


def _repeats(fixture: Fixture, got: list[tuple]) -> bool:
    return len({row[0] for row in got}) < len(got)


def _wrong_of_a_tie(fixture: Fixture, got: list[tuple]) -> bool:
    """Whether only parcels are wrong of which several scans have the latest time, and each row is one of those."""
    groups = [greatest(group, _null_oldest) for group in PerKey("scans", "parcel").groups(fixture)]
    tied = {group[0].parcel for group in groups if len(group) > 1}
    lower = {
        (row.parcel, row.depot, row.scanned_at)
        for group in groups
        for row in sorted(group, key=_latest)[:-1]
        if row.status == ON_ITS_WAY
    }
    right = set(on_their_way(fixture))
    return bool(set(got) - right) and set(got) - right <= lower and {row[0] for row in right ^ set(got)} <= tied


def _lists_others(fixture: Fixture, got: list[tuple]) -> bool:
    return not {row[0] for row in got} <= {row[0] for row in on_their_way(fixture)}


FILTERED_FIRST = (
    "Parcels are listed whose latest scan has another status. WHERE inside the subquery removes the newer scans,"
    " so an old one becomes number 1. Keep the latest scan first, then filter."
)
NULL_NEWEST = (
    "A scan without a time counts as the newest. PostgreSQL and Redshift sort NULL first under DESC: write NULLS"
    " LAST."
)
PER_DEPOT = "One scan of each parcel and depot is kept. Partition by parcel alone: it has one latest scan."
TIES = (
    "Scans of one parcel at the same time are all kept: order by scan DESC too, and ROW_NUMBER() gives the number"
    " 1 to only one of them."
)

MISTAKES = (
    Mistake(FILTERED_FIRST, listed(_latest, "parcel", filter_first=True)),
    Mistake(NULL_NEWEST, listed(lambda row: (*_null_newest(row), row.scan), "parcel")),
    Mistake(PER_DEPOT, listed(_latest, "parcel", "depot")),
    Mistake(TIES, listed(_null_oldest, "parcel")),
    Mistake(f"{PER_DEPOT} And filter after that.", listed(_latest, "parcel", "depot", filter_first=True)),
    Mistake(
        "These are the latest scans of all parcels: keep those whose status is 'in transit'.",
        listed(_latest, "parcel", status=False),
    ),
    Mistake(
        "This is what the given query returns. Look at P1, P2, P3 and P5 in the notebook's table.",
        listed(_null_newest, "parcel", "depot", filter_first=True),
    ),
    Mistake(
        "The highest scan is kept, whatever its time: scanned_at decides first, with NULL last, and then scan.",
        listed(lambda row: row.scan, "parcel"),
    ),
    Mistake("No parcel is listed.", lambda fixture: []),
)
SYMPTOMS = (
    Symptom("A parcel is listed more than once: it has only one latest scan.", _repeats),
    Symptom(
        "Scans of one parcel have the same time, and the wrong one is kept: order by scanned_at first, then by"
        " scan DESC.",
        _wrong_of_a_tie,
    ),
    Symptom("A parcel is listed whose latest scan has another status.", _lists_others),
    Symptom(
        "A parcel that is in transit is missing.",
        lambda fixture, got: len(got) < len(on_their_way(fixture)),
    ),
    Symptom("A row is not from the latest scan of its parcel.", lambda fixture, got: True),
)
