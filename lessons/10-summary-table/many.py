"""Lesson 10's rows for what few of them don't show: long tables, any separator in a channel, parts of a second."""

import datetime as dt
from random import Random
from string import punctuation

DAY = dt.timedelta(1)
Session = tuple[int, str, str, dt.datetime]  # userid, sessionid, channel, ts


def answers_of_years() -> list[tuple[int, dt.datetime, int]]:
    """Answers of 1,300 days in eight years, about two a day: the same month and day comes in several years."""
    rng = Random("answers")
    days = sorted(rng.sample(range(8 * 365), 1_300))
    rows: list[tuple[dt.datetime, int]] = []
    for n in days:
        midnight = dt.datetime(2017, 3, 1) + n * DAY
        for _ in range(rng.choice((1, 2, 3))):
            # Half of them have whole seconds; some are the last of their day.
            at = midnight + dt.timedelta(seconds=rng.choice((rng.randrange(86_400), 0, 86_399)))
            rows.append(
                (at + dt.timedelta(microseconds=rng.choice((0, rng.randrange(1_000_000)))), rng.randint(0, 10))
            )
    ids = rng.sample(range(1, 200_000), len(rows))
    return [(id, *row) for id, row in zip(ids, rows, strict=True)]


CONTROLS = "".join(map(chr, (*range(1, 32), 127)))
OTHERS = "§¦•·→‖¶\u00a0\u200b"
WORDS = (
    "->",
    "=>",
    "<->",
    ":=",
    "|-|",
    "<sep>",
    "sep",
    "SEP",
    "}{",
    "][",
    ")(",
    "><",
    "%%,",
    ";|;",
    ", ",
    "; ",
    "\r\n",
)


def separators() -> list[str]:
    """What an answer may put between channels: any character, once, twice, thrice, and between spaces."""
    letters = [*punctuation, *CONTROLS, *OTHERS]
    every = [*letters, *(2 * c for c in letters), *(3 * c for c in letters), *WORDS]
    return [*every, *(f" {each} " for each in every)]


def with_separators() -> list[Session]:
    """Two sessions of each user: the channels hold a separator in the middle, at the end, and at the beginning."""
    noon = dt.datetime(2024, 5, 1, 12)
    rows: list[Session] = []
    for user, each in enumerate(separators()):
        first, last = ((f"a{each}b", f"{each}c"), (f"a{each}", f"b{each}c"))[user % 2]
        rows += [(user, f"l{user}", last, noon + DAY), (user, f"f{user}", first, noon)]
    return rows


# A second with and without fractions: written as text, they sort otherwise than as times.
FRACTIONS = (0, 1, 9, 10, 100_000, 120_000, 200_000, 500_000, 999_999)


def with_fractions() -> list[Session]:
    """Sessions of one second: each user's are two of FRACTIONS, of which the earlier one has the later letter."""
    second = dt.datetime(2024, 5, 2, 9, 30)
    rows: list[Session] = []
    pairs = [(one, other) for one in FRACTIONS for other in FRACTIONS if one < other]
    for user, (early, late) in enumerate(pairs):
        first, last = (("b", "a"), ("~", " "), ("1", "9"), ("Z", "."))[user % 4]
        rows.append((1_000 + user, f"y{user}", first, second + dt.timedelta(microseconds=early)))
        rows.append((1_000 + user, f"x{user}", last, second + dt.timedelta(microseconds=late)))
    return rows


def many_users() -> list[Session]:
    """2,600 users, each with one to three sessions."""
    rng = Random("users")
    first = dt.datetime(2024, 1, 1)
    channels = ("social", "direct", "organic", "email", "paid_search", "검색", "", " ", "Direct", "direct ")
    rows: list[Session] = []
    for user in rng.sample(range(-3_000, 100_000), 2_600):
        for seconds in rng.sample(range(10_000_000), rng.choice((1, 2, 3))):
            at = first + dt.timedelta(seconds=seconds, microseconds=rng.choice((0, rng.randrange(1_000_000))))
            rows.append((user, f"{rng.randrange(16**6):06x}{len(rows)}", rng.choice(channels), at))
    return rows
