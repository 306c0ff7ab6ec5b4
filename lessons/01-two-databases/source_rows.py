"""The rows of production's tables that lesson 01's checks load: the extremes of each type, and many at random.

Some rows are equal in all but their key, so that a further key refuses them; and each column has values that a
CHECK, an index, a rule or a trigger of an answer may refuse or change.
"""

import datetime as dt
import json
from decimal import Decimal
from itertools import product
from random import Random

LONGEST_TEXT = 2**16 - 1  # bytes, of MySQL's TEXT
LONG_JSON = 60_000  # letters: more than an index holds, less than Redshift's longest VARCHAR
MANY = 120  # rows at random

FIRST_TIME, LAST_TIME = dt.datetime(1970, 1, 1, 0, 0, 1), dt.datetime(2038, 1, 19, 3, 14, 7)  # of a TIMESTAMP
NOON = dt.datetime(2025, 3, 1, 12)


def letters(rng: Random, count: int) -> str:
    """Letters in which nothing repeats, so that no server can compress them."""
    return "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", k=count))


def nps() -> list[tuple]:
    """Rows of prod.nps: id, created_at, score."""
    rng = Random("nps")
    seconds = int((LAST_TIME - FIRST_TIME).total_seconds())
    ids = rng.sample(range(-(2**31) + 1, 2**31 - 1), MANY)
    return [
        (2, NOON, 9),
        (1, NOON, 0),
        (0, NOON, 9),
        (41, dt.datetime(2024, 2, 29, 23, 59, 59), 10),
        (150_000, dt.datetime(2025, 12, 31, 15, 0, 1), 7),
        (-1, NOON, -1),
        (2**31 - 1, LAST_TIME, 2**15 - 1),
        (-(2**31), FIRST_TIME, -(2**15)),
        *((id, FIRST_TIME + dt.timedelta(seconds=rng.randint(0, seconds)), rng.randint(-(2**15), 2**15 - 1))
          for id in ids),
        *((200_000 + n, NOON, n) for n in range(11)),
        # Each with each, so that a CHECK of several columns refuses some.
        *((sign * (300_000 + n), at, score)
          for n, (at, score) in enumerate(product((FIRST_TIME, LAST_TIME), (-1, 0, 6, 10))) for sign in (1, -1)),
    ]  # fmt: skip


def tags(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# Texts that a trigger, a rule or a type may change: at the ends, by their case, by their form.
NOTES = (
    "", " ", "  at both ends  ", "\t", "a line\n", "\r\n", "no", "NO", "No", "NULL", "null", "\\N", "\\.", "%",
    "0", "2025-03-01", "<b>bold &amp; more</b>", "e\u0301 is not é", "zero\u200bwidth", "no\u00a0break", "“curly”",
)  # fmt: skip
KEYS = ("id", "name", "color", "price", "total", "count", "qty", "size", "date", "a", "b", "n", "x", "new", "gift")
DOCUMENTS = (
    None, True, False, 0, -1, 18_446_744_073_709_551_615, -0.25, "", "new", "  ", [], {}, [[]], [None], {"": ""},
    ["new", "new"], {"new": None}, *({key: "no number"} for key in KEYS),
    {key: [1, {"deep": [{}]}] for key in KEYS},
)  # fmt: skip


def orders() -> list[tuple]:
    """Rows of prod.orders: id, amount, paid, placed_at, note, tags."""
    rng = Random("orders")
    first, last = dt.datetime(1000, 1, 1), dt.datetime(9999, 12, 31, 23, 59, 58, 1)
    seconds = int((last - first).total_seconds())
    same = (Decimal("0.10"), 1, NOON.replace(microsecond=123456), "ring twice", tags(["new"]))

    def at_random(id: int, note: str | None, document: str | None) -> tuple:
        amount = None if rng.random() < 0.1 else Decimal(rng.randint(-(10**12) + 1, 10**12 - 1)).scaleb(-2)
        placed = first + dt.timedelta(seconds=rng.randint(0, seconds - 1), microseconds=rng.randint(0, 999_999))
        return id, amount, rng.randint(0, 1), placed, note, document

    combinations = product(
        (None, Decimal("-0.01"), Decimal("0.00"), Decimal("0.10")),
        (0, 1),
        (first, last),
        (None, ""),
        (None, "null"),
    )
    return [
        (1, *same),
        (7, Decimal("0.20"), 0, NOON.replace(microsecond=123457), "", tags({})),
        (8, None, 0, NOON.replace(microsecond=123457), None, None),
        (2, *same),
        (0, *same),
        (9, None, 0, NOON.replace(microsecond=123457), None, None),
        (
            2**32,
            Decimal("-9999999999.99"),
            1,
            first,
            'she said "no",\nthen\tleft; it\'s \\N 100%',
            tags({"color": "파랑", "sizes": [38, 39.5], "gift": {"wrapped": True, "card": None}}),
        ),
        (
            2**63,
            Decimal("9999999999.99"),
            1,
            last,
            "배송 전에 전화 주세요 ☎️🎁",
            tags(["🎁", 'a "quoted" word', "line\nbreak", -0.25]),
        ),
        (
            2**64 - 1,
            Decimal("0.00"),
            0,
            dt.datetime(2025, 7, 1, 0, 0, 0, 1),
            letters(rng, LONGEST_TEXT),
            tags({"long": letters(rng, LONG_JSON)}),
        ),
        *(at_random(100 + n, note, tags(n)) for n, note in enumerate(NOTES)),
        *(at_random(200 + n, f"note {n}", tags(document)) for n, document in enumerate(DOCUMENTS)),
        *(
            at_random(id, rng.choice([None, letters(rng, 20)]), rng.choice([None, tags([letters(rng, 9)])]))
            for id in rng.sample(range(1000, 2**63), MANY)
        ),
        # Each with each, so that a CHECK of several columns refuses some.
        *((2**63 + 4097 * n, *values) for n, values in enumerate(combinations, 1)),
    ]
