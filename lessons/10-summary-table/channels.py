"""The oracle of `first-and-last-channel`, and the mistakes known by name: the rows that each of them gives."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import NamedTuple

from workbook.checking.compare import normal
from workbook.checking.rules.result_rows import Mistake, Oracle, Symptom
from workbook.exercises import Fixture


class Visit(NamedTuple):
    """One session: both tables' columns."""

    userid: int
    sessionid: str
    channel: str
    ts: object


def visits(fixture: Fixture) -> list[Visit]:
    """All sessions, in the order of user_session_channel's rows."""
    at = {row.sessionid: row.ts for row in fixture.rows("session_timestamp")}
    rows = fixture.rows("user_session_channel")
    return [Visit(row.userid, row.sessionid, row.channel, at[row.sessionid]) for row in rows]


def users(fixture: Fixture) -> dict[int, list[Visit]]:
    """Each user's sessions, by `ts`."""
    found = defaultdict(list)
    for visit in sorted(visits(fixture), key=attrgetter("ts")):
        found[visit.userid].append(visit)
    return found


def per_user(row: Callable[[list[Visit]], tuple | None]) -> Oracle:
    """For each user what `row` makes of the sessions, `(first, last)`; None leaves the user out."""

    def rows(fixture: Fixture) -> list[tuple]:
        found = ((userid, row(sessions)) for userid, sessions in users(fixture).items())
        return [(userid, *pair) for userid, pair in found if pair is not None]

    return rows


def per_session(pair: Callable[[list[Visit], int], tuple]) -> Oracle:
    """A row for each session: `pair` of the user's sessions and the session's place among them."""

    def rows(fixture: Fixture) -> list[tuple]:
        return [
            (userid, *pair(sessions, place))
            for userid, sessions in users(fixture).items()
            for place in range(len(sessions))
        ]

    return rows


def ends(sessions: Sequence[Visit]) -> tuple[str, str]:
    return sessions[0].channel, sessions[-1].channel


first_and_last = per_user(ends)


def by(order: Callable[[Visit], object]) -> Oracle:
    return per_user(lambda sessions: ends(sorted(sessions, key=order)))


def alphabetical(sessions: list[Visit]) -> tuple[str, str]:
    found = sorted(visit.channel for visit in sessions)
    return found[0], found[-1]


def of_all(fixture: Fixture) -> list[tuple]:
    """For each user the first and last channel of the whole table."""
    every = sorted(visits(fixture), key=attrgetter("ts"))
    return [(userid, *ends(every)) for userid in users(fixture)]


def as_stored(fixture: Fixture) -> list[tuple]:
    found = defaultdict(list)
    for visit in visits(fixture):
        found[visit.userid].append(visit)
    return [(userid, *ends(rows)) for userid, rows in found.items()]


def distinct(oracle: Oracle) -> Oracle:
    return lambda fixture: list(dict.fromkeys(oracle(fixture)))


FRAME = (
    "One of the columns repeats each session's own channel. LAST_VALUE does that: without a frame, a window with"
    " ORDER BY covers only the rows from the first to the current one. Write ROWS BETWEEN UNBOUNDED PRECEDING AND"
    " UNBOUNDED FOLLOWING, or use FIRST_VALUE with ORDER BY ts DESC."
)
ONE_SESSION = "Users with one session are missing. Their first channel is also their last one."
to_here = per_session(lambda sessions, place: (sessions[0].channel, sessions[place].channel))
from_here = per_session(lambda sessions, place: (sessions[place].channel, sessions[-1].channel))

MISTAKES = (
    Mistake(FRAME, to_here),
    Mistake(FRAME, distinct(to_here)),
    Mistake(
        "For every user, the last channel is the first one. (Without a frame, LAST_VALUE gives this in a user's"
        " first row: it looks only as far as the current row.)",
        per_user(lambda sessions: (sessions[0].channel, sessions[0].channel)),
    ),
    Mistake(
        "For every user, the first channel is the last one. In descending order, a window begins with the last"
        " session.",
        per_user(lambda sessions: (sessions[-1].channel, sessions[-1].channel)),
    ),
    Mistake(
        "There is a row for each session, not one for each user: use DISTINCT, or keep number 1 of each user.",
        per_session(lambda sessions, place: ends(sessions)),
    ),
    Mistake(FRAME, from_here),
    Mistake(FRAME, distinct(from_here)),
    Mistake(
        "min() and max() of channel give the first and last of the alphabet, not of time. Order by ts.",
        per_user(alphabetical),
    ),
    Mistake(
        "You ordered by sessionid. An id says nothing about time: ts does.",
        by(attrgetter("sessionid")),
    ),
    Mistake(
        "You used the order in which the rows happen to be stored. Order by ts.",
        as_stored,
    ),
    Mistake(
        "First and last are swapped: the first session has the smallest ts.",
        per_user(lambda sessions: ends(sessions)[::-1]),
    ),
    Mistake(ONE_SESSION, per_user(lambda sessions: ends(sessions) if len(sessions) > 1 else None)),
    Mistake(
        "A user with one session has no last channel: that session is both the first and the last.",
        per_user(lambda sessions: (sessions[0].channel, sessions[-1].channel if len(sessions) > 1 else None)),
    ),
    Mistake(
        "Users whose first and last channel are the same are missing. Return them too.",
        per_user(lambda sessions: ends(sessions) if len(set(ends(sessions))) > 1 else None),
    ),
    Mistake(
        "The last channel is that of the second session. Number from the end: ORDER BY ts DESC.",
        per_user(lambda sessions: (sessions[0].channel, sessions[1].channel if len(sessions) > 1 else None)),
    ),
    Mistake(
        "The last channel is that of the second session, and users with one session are missing. Number from the"
        " end: ORDER BY ts DESC.",
        per_user(lambda sessions: (sessions[0].channel, sessions[1].channel) if len(sessions) > 1 else None),
    ),
    Mistake(
        "You compared only the day of ts. Two sessions on one day differ in their time.",
        by(lambda visit: visit.ts.date()),
    ),
    Mistake(
        "You compared ts in whole seconds: it has microseconds.",
        by(lambda visit: visit.ts.replace(microsecond=0)),
    ),
    Mistake(
        "Each user has the first and last channel of all users: PARTITION BY userid is missing.",
        of_all,
    ),
)


def stored_users(fixture: Fixture) -> set:
    return {normal(row.userid) for row in fixture.rows("user_session_channel")}


def foreign(fixture: Fixture, got: Sequence[tuple]) -> bool:
    """Whether a row has a channel by which its user never came."""
    came = {(visit.userid, visit.channel) for visit in visits(fixture)}
    return any((row[0], channel) not in came for row in got for channel in row[1:])


def every_foreign(like: Callable[[object, str], bool]) -> Callable[[Fixture, Sequence[tuple]], bool]:
    """Whether there are channels by which their user never came, and each is `like` one of that user's."""

    def seen(fixture: Fixture, got: Sequence[tuple]) -> bool:
        came = defaultdict(set)
        for visit in visits(fixture):
            came[visit.userid].add(visit.channel)
        found = [(row[0], channel) for row in got for channel in row[1:] if channel not in came[row[0]]]
        return bool(found) and all(any(like(channel, own) for own in came[user]) for user, channel in found)

    return seen


def written_otherwise(channel: object, own: str) -> bool:
    return isinstance(channel, str) and channel.strip().lower() == own.strip().lower()


def piece(channel: object, own: str) -> bool:
    return isinstance(channel, str) and channel in own


SYMPTOMS = (
    Symptom("A user is missing.", lambda fixture, got: not stored_users(fixture) <= {row[0] for row in got}),
    Symptom(
        "A user has more than one row: return one row for each user.",
        lambda fixture, got: len({row[0] for row in got}) < len(got),
    ),
    Symptom("A channel is NULL.", lambda fixture, got: any(None in row[1:] for row in got)),
    Symptom(
        "A channel does not come back verbatim: its spaces or its upper and lower case have changed.",
        every_foreign(written_otherwise),
    ),
    Symptom(
        "A channel is cut: only a piece of it came back. A channel may hold any character, so channels that were"
        " joined into one text can't be split again at one.",
        every_foreign(piece),
    ),
    Symptom("A user has a channel through which that user never came. Join the two tables on sessionid.", foreign),
    Symptom("A channel is not that of the user's earliest or latest ts.", lambda fixture, got: True),
)
