"""A clock that counts what somebody had of the machine, and not the time that the machine withheld.

Limits of answers are in its seconds: so an answer gets the same verdict on an idle machine and beside sixteen
busy processes. With a processor free it runs as any clock. Otherwise it runs slower, by the share of a processor
that a process gets at the moment, since an answer may be waiting for a server that has to share, too; and slower
still by the time in which this process could have run and did not. Whatever processor time this process has used
counts in any case.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MOST = 20.0  # times a limit, of wall time: a machine on which the limit has not passed by then is too slow to tell
LATE = 5.0  # times its usual distance, from which a look came late since nobody was running


def share() -> float:
    """The share of a processor that a process gets that wants one: 1 with one free, 2/17 of two beside sixteen."""
    processors = os.cpu_count() or 1
    return min(1.0, processors / max(1.0, _running()))


def _running() -> float:
    """How many threads of the whole machine run or want to; elsewhere than on Linux, an average of a minute."""
    if sys.platform == "linux":
        try:
            _, found, rest = Path("/proc/stat").read_bytes().partition(b"procs_running ")
        except OSError:
            return 1.0
        return float(rest.split(maxsplit=1)[0]) if found else 1.0
    import psutil

    return psutil.getloadavg()[0]


def waited() -> float:
    """Seconds that this process's main thread wanted a processor and had none; 0 where the system does not say."""
    if sys.platform == "linux":
        try:
            return int(Path("/proc/self/schedstat").read_bytes().split()[1]) / 1e9
        except (OSError, IndexError):
            return 0.0
    return 0.0


@dataclass(frozen=True)
class Meters:
    """What the clock reads: seconds, but for `share`, which is of a processor."""

    wall: Callable[[], float] = time.monotonic
    used: Callable[[], float] = time.process_time
    waited: Callable[[], float] = waited
    share: Callable[[], float] = share


# Of work that another process does: what this one uses and waits for says nothing about it.
OF_ANOTHER = Meters(used=lambda: 0.0, waited=lambda: 0.0)


class FairClock:
    """Starts at 0, and goes on with each `look`; `seconds` is the fair time so far, `wall` the other one."""

    def __init__(self, every: float, meters: Meters = Meters()) -> None:
        """`every` are the seconds from look to look: one that comes much later was kept from it."""
        self._late, self._meters = every * LATE, meters
        self.seconds = self.wall = 0.0
        self._wall, self._used, self._waited = meters.wall(), meters.used(), meters.waited()

    def look(self) -> float:
        """The fair seconds up to now."""
        wall, used, waited = self._meters.wall(), self._meters.used(), self._meters.waited()
        passed = wall - self._wall
        had = min(passed, self._late)
        fair = min(had - (waited - self._waited), had * self._meters.share())
        self.seconds += min(passed, max(fair, used - self._used, 0.0))
        self.wall += passed
        self._wall, self._used, self._waited = wall, used, waited
        return self.seconds

    def too_slow(self, limit: float) -> bool:
        """Whether the machine withholds so much that a limit of fair seconds can't be waited for."""
        return self.seconds < limit and self.wall > MOST * limit
