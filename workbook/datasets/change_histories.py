"""Random histories of production, a few days of answers given, changed and withdrawn; and the smallest that fails.

They are drawn by hypothesis from a fixed seed, so the same ones come each time, on any machine. No row is ever
deleted: production marks it.
"""

import contextlib
import datetime as dt
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

DAY = dt.timedelta(days=1)
# Hypothesis makes what fails simpler towards the first of each list.
FIRST_DAYS = (
    dt.date(2025, 3, 10),
    dt.date(2024, 2, 28),  # a leap day follows
    dt.date(2025, 3, 29),  # summer time begins in Europe on the next day
    dt.date(2025, 10, 25),  # and ends
    dt.date(2024, 12, 30),
    dt.date(2025, 1, 31),
    dt.date(2025, 3, 8),  # summer time begins in the United States
)
MOMENTS = (dt.time(12), dt.time(0), dt.time(23, 59, 59), dt.time(0, 0, 1), dt.time(8, 30), dt.time(17, 45, 10))
SCORES = (0, 7, 10, 3)
IDS = (1, 2, 3)
DAYS = 4
MOST_CHANGES = 9
SEED = 1  # its draws have each kind of day, moment and change: a test says so


@dataclass(frozen=True)
class Change:
    """What production holds of an answer from a moment on (UTC, whole seconds)."""

    at: dt.datetime
    id: int
    score: int
    deleted: bool


@dataclass(frozen=True)
class History:
    """What happened in production, oldest first, and how the days were loaded afterwards.

    Each day is run once: at its end, or, if `late`, when all days are over, in another `order`. At last the day
    `again`, if there is one, is run once more.
    """

    changes: tuple[Change, ...]
    late: bool = False
    again: dt.date | None = None

    @property
    def days(self) -> list[dt.date]:
        """The days from the first change to the last."""
        first, last = self.changes[0].at.date(), self.changes[-1].at.date()
        return [first + n * DAY for n in range((last - first).days + 1)]

    @property
    def order(self) -> list[dt.date]:
        """The days as they are run: once all are over, from last to first, or the first one after all others."""
        days = self.days
        if not self.late:
            return days
        return days[::-1] if len(self.changes) % 2 else days[1:] + days[:1]

    @property
    def size(self) -> tuple:
        """Less for what is told in fewer words."""
        return len(self.changes), len(self.days), self.late, self.again is not None

    def rows(self, end: dt.date | None = None) -> list[tuple]:
        """Production's nps, by id: now, or as it was at the end of a day.

        `(id, created_at, score, modified, deleted)`: `created_at` is when the answer was given.
        """
        found: dict[int, tuple] = {}
        for change in self.changes:
            if end is None or change.at.date() <= end:
                created = found[change.id][1] if change.id in found else change.at
                found[change.id] = (change.id, created, change.score, change.at, change.deleted)
        return [found[id] for id in sorted(found)]

    def told(self) -> list[tuple]:
        """The changes as a person reads them: `(at, id, what happened, score)`."""
        seen: set[int] = set()
        lines = []
        for change in self.changes:
            verb = "changed" if change.id in seen else "answered"
            what = "withdrawn" if change.deleted else verb
            lines.append((change.at, change.id, what, change.score))
            seen.add(change.id)
        return lines


def history(first: dt.date, drawn: list[tuple], late: bool, again: int | None) -> History:
    """A history from what is drawn: of each change the day's number, the moment, the id, the score, and the mark.

    Of two changes of one answer in one second the later one counts: production's table never shows the other.
    """
    changes = {
        (dt.datetime.combine(first + day * DAY, moment), id): (score, deleted)
        for day, moment, id, score, deleted in drawn
    }
    found = History(tuple(Change(at, id, *what) for (at, id), what in sorted(changes.items())), late)
    return found if again is None else History(found.changes, late, found.days[again % len(found.days)])


@cache
def strategy() -> "SearchStrategy[History]":
    """All histories. An answer changes once in a second at most.

    Drawn as places in short lists: hypothesis also tries constants of the modules that happen to be loaded, but
    none so small, and a history must not hang on them.
    """
    from hypothesis import strategies as st  # a third of a second, which only those checks pay that need it

    change = st.tuples(
        st.sampled_from(range(DAYS)),
        st.sampled_from(MOMENTS),
        st.sampled_from(IDS),
        st.sampled_from(SCORES),
        st.sampled_from((False, False, True)),
    )
    changes = st.lists(change, min_size=1, max_size=MOST_CHANGES)
    again = st.sampled_from((None, *range(DAYS)))
    return st.builds(history, st.sampled_from(FIRST_DAYS), changes, st.booleans(), again)


class _Fails(Exception):
    pass


class _Enough(BaseException):
    """There are no tries left. No Exception: hypothesis lets it through."""


class _Tried:
    """What is known of histories; once one has failed, so many `tries` are spent on others, and no more."""

    def __init__(self, fails: Callable[[History], bool], tries: int) -> None:
        self._fails, self._tries = fails, tries
        self.known: dict[History, bool] = {}
        self.failing: History | None = None  # the smallest; of equally small ones the last

    def fails(self, found: History) -> bool:
        """Whether it fails. Raises _Enough if that is not known and there are no tries left."""
        if found not in self.known:
            if self.failing:
                if not self._tries:
                    raise _Enough
                self._tries -= 1
            self.known[found] = self._fails(found)
        if self.known[found] and (self.failing is None or found.size <= self.failing.size):
            self.failing = found
        return self.known[found]


def _tenth_of_march() -> History:
    """One that chance does not find: "2025-3-1" begins like "2025-3-10", whose rows have changed since."""
    days = (dt.datetime(2025, 3, day, 12) for day in (1, 10, 11))
    changes = (Change(at, id, 0, False) for at, id in zip(days, (1, 2, 2), strict=True))
    return History(tuple(changes), again=dt.date(2025, 3, 1))


def smallest(fails: Callable[[History], bool], examples: int, tries: int) -> tuple[History | None, int]:
    """The simplest history found that `fails`, or None if none of so many `examples` does; how many were tried.

    Once one fails, so many `tries` at most are spent on making it simpler. The same comes each time.
    """
    from hypothesis import HealthCheck, Phase, Verbosity, configuration, given, seed, settings

    tried = _Tried(fails, tries)

    @seed(SEED)  # derandomize alone draws by the function's source and the names of its types' modules
    @settings(
        database=None,
        derandomize=True,
        max_examples=examples,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @given(strategy())
    def no_history_fails(found: History) -> None:
        if tried.fails(found):
            raise _Fails

    # Hypothesis keeps what it read of the modules around it in a folder where it was started: not in a learner's.
    with tempfile.TemporaryDirectory() as folder:
        configuration.set_hypothesis_home_dir(folder)
        try:
            no_history_fails()
            tried.fails(_tenth_of_march())
        except (_Fails, _Enough):
            pass
        finally:
            configuration.set_hypothesis_home_dir(None)
    if tried.failing:
        with contextlib.suppress(_Enough):
            _without_needless(tried.failing, tried)
    return tried.failing, len(tried.known)


def _without_needless(found: History, tried: _Tried) -> None:
    """Try the history without what it may also fail without.

    Hypothesis' own shrinking sometimes leaves a needless change in so few tries: of the wrong loads that a test
    tries, one is told by two changes without this, and by one with it.
    """
    simpler = [replace(found, late=False), replace(found, again=None)]
    if len(found.changes) > 1:
        simpler += [
            replace(found, changes=found.changes[:n] + found.changes[n + 1 :]) for n in range(len(found.changes))
        ]
    for other in simpler:
        if other != found and (other.again is None or other.again in other.days) and tried.fails(other):
            _without_needless(other, tried)
            return
