"""What `day_of_run` must return, and the known ways in which a window is wrong."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workbook.checking import other_clock
from workbook.checking.function_runner import FunctionRun
from workbook.checking.instrumented_drivers import NEVER, StatementHook
from workbook.checking.limits import CallResult
from workbook.errors import described
from workbook.exercises import Fault, Rows, Rule, Scenario

DAY = dt.timedelta(days=1)
NOON = dt.time(12)
SEOUL, NEW_YORK = "KST-9", "EST5EDT,M3.2.0,M11.1.0"
# Days after the run's own, the time (UTC), the machine's zone, and the clock in words.
CLOCKS = (
    (1, dt.time(0, 30), "UTC0", "in the night after that day"),
    (0, dt.time(23, 59, 59), "UTC0", "at the end of the day itself"),
    (3, dt.time(3), SEOUL, "three days later, in Seoul"),
    (1, dt.time(1), NEW_YORK, "an hour after midnight UTC, in New York"),
    (400, NOON, NEW_YORK, "400 days later, in New York"),
    (-30, NOON, SEOUL, "30 days earlier, in Seoul"),
)


def is_date(value: object) -> bool:
    """Whether a value is a date without a time."""
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def right(day: dt.date) -> tuple[dt.date, dt.date]:
    return day, day + DAY


def shape(returned: object) -> str:
    """What is wrong with a returned value, apart from which days it names; "" if it is a pair of dates."""
    if returned is None:
        return "it returns nothing. Printing is not returning: end with `return start, end`."
    if not isinstance(returned, tuple | list) or len(returned) != 2:
        return f"it should return two dates, (start, end), but returns {shown(returned)}."
    if any(isinstance(value, dt.datetime) for value in returned):
        return f"it returns {shown(returned)}: start and end are dates, without a time of day."
    if not all(map(is_date, returned)):
        return f"it returns {shown(returned)}: start and end are datetime.date, as run_date is."
    return ""


def shown(value: object) -> str:
    """A value as Python writes it, cut where it is long."""
    try:
        text = repr(value)
    except Exception as error:  # a learner's own class
        return f"a {type(value).__name__} ({described(error)})"
    return text if len(text) <= 90 else text[:89] + "…"


def told(returned: object) -> str:
    """A pair of dates in words; anything else as Python writes it."""
    return shown(returned) if shape(returned) else f"({returned[0]}, {returned[1]})"


@dataclass(frozen=True)
class Known:
    """A known mistake: its name, and the window that it gives for a day; `today` is the day of the check."""

    says: str
    window: Callable[[dt.date, dt.date], tuple[dt.date, dt.date]]


KNOWN = (
    Known(
        "It is the day before today, whatever run_date is: you still ask the clock. Compute both from run_date.",
        lambda day, today: (today - DAY, today),
    ),
    Known(
        "It is today, whatever run_date is: you still ask the clock. Compute both from run_date.",
        lambda day, today: (today, today + DAY),
    ),
    Known(
        "That is the day before. run_date is not the day on which the job runs, but the day that the run is for.",
        lambda day, today: (day - DAY, day),
    ),
    Known(
        "start and end are the same day. The end is not part of a half-open window, so this window is empty: the"
        " end is the day after.",
        lambda day, today: (day, day),
    ),
    Known("The end comes before the start.", lambda day, today: (day + DAY, day)),
    Known("That is the day after run_date.", lambda day, today: (day + DAY, day + 2 * DAY)),
    Known("These are two days: the one before run_date, and its own.", lambda day, today: (day - DAY, day + DAY)),
    Known("These are two days: the end is one too late.", lambda day, today: (day, day + 2 * DAY)),
)


def day_of(scenario: Scenario) -> dt.date:
    return scenario.arguments[0]


@dataclass(frozen=True)
class Window(Rule):
    """The function returns the day's window, as a pair of dates."""

    name = "window"
    passed = "run_date and the day after it, as dates"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """A value that is no pair of dates, or the window of other days."""
        day = day_of(run.fixture)
        wrong = shape(run.returned)
        if wrong:
            return [Fault(wrong)]
        if tuple(run.returned) == right(day):
            return []
        rows = Rows(
            ["run_date", "", "start", "end"], [(day, "should be", *right(day)), (day, "came", *run.returned)]
        )
        return [Fault("the window is wrong.", (rows,))]

    def suspects(self, run: FunctionRun) -> list[str]:
        """The known mistakes that give this window."""
        if shape(run.returned):
            return []
        day, came = day_of(run.fixture), tuple(run.returned)
        return [known.says for known in KNOWN if known.window(day, dt.date.today()) == came]


@dataclass(frozen=True)
class WhateverTheClock(Rule):
    """The window is the same with other clocks and time zones; each is tried with each scenario."""

    name = "clock"
    needs_same_process = True
    passed = "the same whatever the machine's clock and time zone"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """The first clock by which the function returns something else, or stops."""
        day = day_of(run.fixture)
        if shape(run.returned) or tuple(run.returned) != right(day):
            return []  # wrong by any clock, which the other rule has said
        found = by_another_clock(run, day, lambda returned: not shape(returned) and tuple(returned) == right(day))
        if found is None:
            return []
        words, called = found
        came = f"stops with {described(called.error)}" if called.error else f"gives {told(called.returned)}"
        says = (
            "the window changes with the machine's clock or time zone: compute it from run_date alone.\n"
            f"asked now, day_of_run({day}) gives {told(run.returned)};\n"
            f"asked {words}, it {came}"
        )
        return [Fault(says)]


def by_another_clock(
    run: FunctionRun, day: dt.date, is_right: Callable[[Any], bool]
) -> tuple[str, CallResult] | None:
    """The first clock by which the run's function gives what is not right, in words, and what it gives.

    `day` is that of the run. The function is called again, with the arguments that it had.
    """
    for later, time, zone, words in CLOCKS:
        now = dt.datetime.combine(day + later * DAY, time)

        def by_that_clock(*arguments: object) -> object:
            with other_clock.at(now, zone, run.function):  # noqa: B023 (called before the loop goes on)
                return run.function(*arguments)

        called = run.runner.call(by_that_clock, run.fixture, StatementHook(fail_at=NEVER)).called
        if called.error is not None or not is_right(called.returned):
            return words, called
    return None
