"""Visits to a shop, for lesson 10: sessions of an open data set, with channels that are partly made from a seed.

Neither is from a real shop: the open data set was made by a program, and there a user's channel never changes. See
data/README.md.
"""

import csv
from collections import defaultdict
from datetime import datetime
from random import Random

from workbook import paths
from workbook.datasets.nps_and_weather import SEED

FILE = paths.DATA / "ecom-sessions.csv"
SAME_AGAIN = 0.5  # of a user's later sessions come by the channel of the session before
# Of 100 others: somebody who knows the shop types its name or follows a newsletter.
RETURNING = {"direct": 40, "email": 25, "organic": 20, "paid_search": 10, "social": 5}


def sessions(seed: int = SEED) -> list[tuple[int, str, str, datetime]]:
    """The 3,605 sessions of 600 users, as `(userid, sessionid, channel, ts)`, each user's in the order of time.

    `ts` is when the session begins (naive, whole seconds, 2024); no user has two at one time. The channel of a
    user's first session is the data set's; those of later sessions are made from `seed`.
    """
    of_user = defaultdict(list)
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            userid, ts = int(row["user_id"].removeprefix("user_")), datetime.fromisoformat(row["started_at"])
            of_user[userid].append((ts, row["session_id"], row["acquisition_channel"]))
    rng, found = Random(f"{seed} channels"), []
    for userid, visits in sorted(of_user.items()):
        channel = visits[0][2]
        for n, (ts, sessionid, _) in enumerate(sorted(visits)):
            again, drawn = rng.random() < SAME_AGAIN, _returning(rng)
            channel = channel if n == 0 or again else drawn
            found.append((userid, sessionid, channel, ts))
    return found


def _returning(rng: Random) -> str:
    left = 100 * rng.random()
    for channel, weight in RETURNING.items():
        left -= weight
        if left < 0:
            return channel
    return channel


def user_session_channel() -> list[tuple[int, str, str]]:
    """The table `user_session_channel`: `(userid, sessionid, channel)`."""
    return [row[:3] for row in sessions()]


def session_timestamp() -> list[tuple[str, datetime]]:
    """The table `session_timestamp`: `(sessionid, ts)`, in the order of time."""
    return sorted(((row[1], row[3]) for row in sessions()), key=lambda row: (row[1], row[0]))
