"""Another clock and time zone for one call: what Python's own `datetime` and `time` say meanwhile."""

import contextlib
import datetime
import os
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

# The real ones, by names that are not changed.
Date: TypeAlias = datetime.date
DateTime: TypeAlias = datetime.datetime
localtime, gmtime, strftime = time.localtime, time.gmtime, time.strftime


@contextlib.contextmanager
def at(now: datetime.datetime, zone: str, function: Callable) -> Iterator[None]:
    """Inside of it, the clock stands still at `now` (UTC, naive) and the machine's time zone is `zone`.

    `zone` is as in the variable TZ, with the rules written out ("EST5EDT,M3.2.0,M11.1.0"), so that no list of
    zones is needed; Windows has no such variable, and keeps its own. The names that the module of `function` has
    imported are changed too, those of further modules and of pandas are not.
    """
    seconds = now.replace(tzinfo=datetime.UTC).timestamp()
    instead = _instead(seconds)
    places: list[tuple[Any, str]] = [(vars(datetime), "date"), (vars(datetime), "datetime")]
    places += [(vars(time), name) for name in ("time", "time_ns", "localtime", "gmtime", "strftime")]
    own = getattr(function, "__globals__", {})
    places += [(own, name) for name, value in own.items() if any(value is real for real in instead)]
    before = [(names, name, names[name]) for names, name in places]
    earlier = os.environ.get("TZ")
    try:
        _set_zone(zone)
        for names, name, value in before:
            names[name] = instead[value]
        yield
    finally:
        for names, name, value in before:
            names[name] = value
        _set_zone(earlier)


class _OnceThere(type):
    """What the classes make is real, so that nothing of ours is left in an answer's values."""

    __base__: type

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, cls.__base__)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        return cls.__base__(*args, **kwargs)


def _instead(seconds: float) -> dict[Any, Any]:
    """What stands for the real classes and functions while the clock is at `seconds` of the Unix epoch."""

    class FixedDate(Date, metaclass=_OnceThere):
        @classmethod
        def today(cls) -> Any:
            return Date.fromtimestamp(seconds)

    class FixedDateTime(DateTime, metaclass=_OnceThere):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            return DateTime.fromtimestamp(seconds, tz)

        @classmethod
        def today(cls) -> Any:
            return DateTime.fromtimestamp(seconds)

        @classmethod
        def utcnow(cls) -> Any:
            return DateTime.fromtimestamp(seconds, datetime.UTC).replace(tzinfo=None)

    return {
        Date: FixedDate,
        DateTime: FixedDateTime,
        time.time: lambda: seconds,
        time.time_ns: lambda: int(seconds * 10**9),
        localtime: lambda at=None: localtime(seconds if at is None else at),
        gmtime: lambda at=None: gmtime(seconds if at is None else at),
        strftime: lambda text, at=None: strftime(text, localtime(seconds) if at is None else at),
    }


def _set_zone(zone: str | None) -> None:
    if zone is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = zone
    if hasattr(time, "tzset"):
        time.tzset()
