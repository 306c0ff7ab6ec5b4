"""What `hour_of_run` must return, and the known ways in which an hour is wrong, as where the clocks change."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from workbook.checking.function_runner import FunctionRun
from workbook.errors import described
from workbook.exercises import Fault, Rows, Rule, Scenario, load_module

windows = load_module("09-backfill", "windows")

HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
ZERO = dt.timedelta()
LONGEST_RULE = 20 * 366  # days without a change of the clocks, in years in which a zone had no summer time
EXAMPLE = "datetime(2025, 11, 2, 6, 30, tzinfo=UTC)"
Hours = tuple[dt.datetime, dt.datetime]

# --- the starts of the runs


def by_offset(local: dt.datetime, minutes: int) -> tuple[dt.datetime]:
    """A local time in a zone that is `minutes` ahead of UTC all year."""
    return (local.replace(tzinfo=dt.timezone(minutes * MINUTE)),)


def by_zone(local: dt.datetime, zone: str) -> tuple[dt.datetime]:
    """A local time in a zone with rules of its own."""
    return (local.replace(tzinfo=ZoneInfo(zone)),)


def at_change(after: dt.date, zone: str, later: bool, minutes: int, fold: int = 0) -> tuple[dt.datetime]:
    """A local time, `minutes` from the one that the clocks show as they are set back, or forward if `later`.

    It is the zone's first such change after a date, so that the date may be moved to another year. With `fold`,
    it is the second of two equal local times.
    """
    place = ZoneInfo(zone)
    noon = dt.datetime.combine(after, windows.NOON, dt.UTC)
    days = (noon + n * windows.DAY for n in range(LONGEST_RULE))
    low = next(day for day in days if _moves(place, day, day + windows.DAY, later))
    high = low + windows.DAY
    while high - low > MINUTE:
        middle = low + (high - low) // MINUTE // 2 * MINUTE
        low, high = (low, middle) if _moves(place, low, middle, later) else (middle, high)
    shown = (high.replace(tzinfo=None) + _ahead(place, low)) + minutes * MINUTE  # by the rules until then
    return (shown.replace(tzinfo=place, fold=fold),)


def _ahead(place: ZoneInfo, moment: dt.datetime) -> dt.timedelta:
    return moment.astimezone(place).utcoffset() or ZERO


def _moves(place: ZoneInfo, first: dt.datetime, then: dt.datetime, later: bool) -> bool:
    by = _ahead(place, then) - _ahead(place, first)
    return by > ZERO if later else by < ZERO


def starts(name: str, make: Callable[..., tuple], *given: object) -> Scenario:
    return Scenario(name, arguments=partial(make, *given))


NEW_YORK, BERLIN, LORD_HOWE = "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"
SUMMER, WINTER = dt.date(2025, 7, 1), dt.date(2025, 1, 1)

STARTS = [
    starts("an hour in Seoul", by_offset, dt.datetime(2025, 3, 1, 9), 540),
    starts("an hour in UTC", by_offset, dt.datetime(2024, 2, 29, 23), 0),
    starts("the first of two equal times in New York", at_change, SUMMER, NEW_YORK, False, -30),
    starts("the second of them", at_change, SUMMER, NEW_YORK, False, -30, 1),
    starts("the first of two equal hours in Berlin", at_change, SUMMER, BERLIN, False, -60),
    starts("the second of them, in Berlin", at_change, SUMMER, BERLIN, False, -60, 1),
    starts("the hour before the clocks are set back", at_change, SUMMER, NEW_YORK, False, -120),
    starts("the last hour before the clocks are set forward", at_change, WINTER, NEW_YORK, True, -60),
    starts("the first half of an hour that ends after the change", at_change, WINTER, BERLIN, True, -30),
    starts("a local time that the clocks skip", at_change, WINTER, NEW_YORK, True, 30),
    starts("a local time that the clocks skip, with fold=1", at_change, WINTER, BERLIN, True, 30, 1),
    starts(
        "the first of two equal times on Lord Howe, where the clocks move by half an hour",
        at_change,
        WINTER,
        LORD_HOWE,
        False,
        -20,
    ),
    starts("the second of these times on Lord Howe", at_change, WINTER, LORD_HOWE, False, -20, 1),
    starts("a zone with minutes, New Year there", by_offset, dt.datetime(2025, 1, 1), 345),
    starts("a zone behind UTC, New Year in UTC", by_offset, dt.datetime(2024, 12, 31, 20, 30), -210),
    starts("summer in London", by_zone, dt.datetime(2025, 6, 30, 23, 30), "Europe/London"),
    starts("winter in London, with seconds", by_zone, dt.datetime(2025, 12, 1, 8, 5, 59, 123457), "Europe/London"),
    starts("an hour long ago", by_zone, dt.datetime(1971, 6, 30, 22), "Asia/Tokyo"),
    starts("an hour far ahead", by_zone, dt.datetime(2037, 2, 28, 23, 45), "Asia/Seoul"),
]

# --- what comes back


def right(start: dt.datetime) -> Hours:
    """The hour that begins at an aware time, in UTC."""
    first = start.astimezone(dt.UTC)
    return first, first + HOUR


def shape(returned: object) -> str:
    """What is wrong with a returned value, apart from which hour it is; "" if it is two times in UTC."""
    if returned is None:
        return "it returns nothing. Printing is not returning: end with `return first, end`."
    if not isinstance(returned, tuple | list) or len(returned) != 2:
        return f"it should return two times, (first, end), but returns {windows.shown(returned)}."
    if not all(isinstance(value, dt.datetime) for value in returned):
        return f"it returns {windows.shown(returned)}: both should be a datetime, such as {EXAMPLE}."
    if any(value.utcoffset() is None for value in returned):
        says = "a datetime without a time zone does not say which moment it is. Keep tzinfo=UTC on both."
        return f"it returns {told(returned)}: {says}"
    if any(value.utcoffset() != ZERO for value in returned):
        return f"it returns {told(returned)}, not both in UTC. start.astimezone(UTC) is the same moment there."
    return ""


def told(returned: object) -> str:
    """A pair of times in words; anything else as Python writes it."""
    is_pair = isinstance(returned, tuple | list) and all(isinstance(each, dt.datetime) for each in returned)
    return "(" + ", ".join(map(str, returned)) + ")" if is_pair else windows.shown(returned)


def is_right(start: dt.datetime, returned: object) -> bool:
    return not shape(returned) and _digits(returned) == _digits(right(start))


def _digits(pair: object) -> list[dt.datetime]:
    """Two times in UTC, apart from how their zone is called."""
    assert isinstance(pair, tuple | list)
    return [dt.datetime.combine(each.date(), each.time()) for each in pair]


# --- the known mistakes


@dataclass(frozen=True)
class Known:
    """A known mistake: its name, and what it gives for a start."""

    says: str
    hour: Callable[[dt.datetime], Hours]


def _labelled(start: dt.datetime) -> Hours:
    first = start.replace(tzinfo=dt.UTC)
    return first, first + HOUR


def _wrong_way(start: dt.datetime) -> Hours:
    first = start.replace(tzinfo=dt.UTC) + (start.utcoffset() or ZERO)
    return first, first + HOUR


def _cut_to(unit: str, start: dt.datetime) -> Hours:
    first = dt.datetime.fromisoformat(start.astimezone(dt.UTC).isoformat(timespec=unit))
    return first, first + HOUR


def _of_fold(fold: int, start: dt.datetime) -> Hours:
    return right(start.replace(fold=fold))


def _moved(hours: int, start: dt.datetime) -> Hours:
    return right(start.astimezone(dt.UTC) + hours * HOUR)


OTHER_FOLD = (
    "Of two equal local times, start.fold says which is meant. astimezone reads it, so convert start as it is."
    " Here it is always"
)
NOT_CUT = "The hour begins at start itself, with its minutes, seconds and microseconds: nothing is cut off."
KNOWN = (
    Known(
        "replace(tzinfo=UTC) keeps the digits and so names another moment. start.astimezone(UTC) keeps the"
        " moment.",
        _labelled,
    ),
    Known("UTC is the local time minus its offset, and here the offset was added.", _wrong_way),
    Known(
        "start + timedelta(hours=1) moves the local clock, which jumps when summer time begins or ends. Convert"
        " start to UTC first, then add the hour.",
        lambda start: (start.astimezone(dt.UTC), (start + HOUR).astimezone(dt.UTC)),
    ),
    Known(f"{OTHER_FOLD} the first.", partial(_of_fold, 0)),
    Known(f"{OTHER_FOLD} the second.", partial(_of_fold, 1)),
    *(Known(NOT_CUT, partial(_cut_to, unit)) for unit in ("hours", "minutes", "seconds", "milliseconds")),
    Known("That is the hour before. `start` is when the run's hour begins.", partial(_moved, -1)),
    Known("That is the hour after. `start` is when the run's hour begins.", partial(_moved, 1)),
)


def length(returned: list | tuple) -> str:
    """What is odd about how long a pair of times is; "" for an hour."""
    long = returned[1] - returned[0]
    if long == HOUR:
        return ""
    before = ", and end comes before first" if long < ZERO else ""
    return f"From first to end it should be {HOUR}, and is {abs(long)}{before}."


# --- the rules


@dataclass(frozen=True)
class Hour(Rule):
    """The function returns the hour that begins at `start`, as a pair of times in UTC."""

    name = "hour"
    passed = "start and the moment an hour later, in UTC"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """A value that is no pair of times in UTC, or another hour."""
        (start,) = run.arguments
        wrong = shape(run.returned)
        if wrong:
            return [Fault(wrong, (Rows(["start", "should be"], [(_given(start), told(right(start)))]),))]
        if is_right(start, run.returned):
            return []
        assert isinstance(run.returned, tuple | list)
        rows = [(_given(start), "should be", *right(start)), ("", "came", *run.returned)]
        says = f"the hour is wrong. {length(run.returned)}".rstrip()
        return [Fault(says, (Rows(["start", "", "first", "end"], rows),))]

    def suspects(self, run: FunctionRun) -> list[str]:
        """The known mistakes that give this hour."""
        if shape(run.returned):
            return []
        (start,) = run.arguments
        came = _digits(run.returned)
        return [known.says for known in KNOWN if _digits(known.hour(start)) == came]


def _given(start: dt.datetime) -> str:
    """A start in words, its zone's name with it."""
    zone = f" {start.tzinfo}" if isinstance(start.tzinfo, ZoneInfo) else ""
    return f"{start}{zone}" + (" fold=1" if start.fold else "")


@dataclass(frozen=True)
class WhateverTheClock(Rule):
    """The hour is the same with other clocks and time zones of the machine; each is tried with each scenario."""

    name = "clock"
    needs_same_process = True
    passed = "the same whatever the machine's clock and time zone"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """The first clock by which the function returns something else, or stops."""
        (start,) = run.arguments
        if not is_right(start, run.returned):
            return []  # wrong by any clock, which the other rule has said
        found = windows.by_another_clock(run, start.date(), lambda returned: is_right(start, returned))
        if found is None:
            return []
        words, called = found
        came = f"it stops with {described(called.error)}" if called.error else f"it gives {told(called.returned)}"
        says = (
            "the hour changes with the machine's clock or time zone: compute it from start alone.\n"
            f"asked now, with start = {_given(start)}, it gives {told(run.returned)};\n"
            f"asked {words}, {came}"
        )
        return [Fault(says)]
