"""Which days a backfill must run: the rule "days", and the known ways to run others."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from workbook.checking.function_runner import FunctionRun
from workbook.checking.instrumented_drivers import NEVER, StatementHook
from workbook.checking.limits import CallResult
from workbook.errors import described
from workbook.exercises import Fault, Rows, Rule, Scenario, load_module

windows = load_module("09-backfill", "windows")

SHOWN = 8  # days of a list that differs
Days = list[dt.date]


class SourceIsGone(Exception):
    """An error that, like some drivers' own, can't be made from a text alone."""

    def __init__(self, code: int, words: str, *, host: str) -> None:
        super().__init__(code, words)
        self.host = host


ONE_AND_THE_SAME = RuntimeError("the service is down")  # as a library keeps one, and raises it again

# What a run fails with, one after the other. No text holds a day.
ERRORS = (
    lambda: RuntimeError("the bucket is full"),
    lambda: SourceIsGone(2013, "lost connection", host="source"),
    lambda: KeyError("score"),
    lambda: ValueError(),
    lambda: ONE_AND_THE_SAME,
    lambda: OSError(5, "Input/output error"),
    lambda: ConnectionError("reset by peer"),
    lambda: StopIteration(),
    lambda: UserWarning("late"),
    lambda: UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
)


@dataclass
class Recorder:
    """Stands for a day's run: notes each day that it is called with, and fails on some of them.

    `gives` is what it returns, which a backfill should not look at.
    """

    fails: Collection[dt.date] = ()
    gives: object = None
    error: int = 0  # which of ERRORS the next failure is
    days: list = field(default_factory=list)

    def __call__(self, *given: object, **named: object) -> object:
        # Whatever it is called with, the rule says; an error from here would be taken for a failed run.
        day = [*given, *named.values()][0] if len(given) + len(named) == 1 and named.keys() <= {"day"} else given
        self.days.append(day)
        if day in self.fails:
            self.error += 1
            raise ERRORS[(self.error - 1) % len(ERRORS)]()
        return self.gives


@dataclass(frozen=True)
class Range(Scenario):
    """A range of days, `end` not included, and the days of it, or of others, that may be done before."""

    start: dt.date = dt.date.min
    end: dt.date = dt.date.min
    done: tuple[dt.date, ...] = ()


def days_between(name: str, start: str, end: str, done: Iterable[str] = ()) -> Range:
    """A Range of days in ISO form; its first call gets no `done`."""
    first, after = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    done_before = tuple(map(dt.date.fromisoformat, done))
    return Range(name, arguments=partial(_given, first, after), start=first, end=after, done=done_before)


def _given(start: dt.date, end: dt.date) -> tuple[Recorder, dt.date, dt.date]:
    return Recorder(), start, end


def days(start: dt.date, end: dt.date) -> Days:
    """The days from `start` on, `end` not included."""
    return [start + dt.timedelta(n) for n in range((end - start).days)]


def left_to_run(start: dt.date, end: dt.date, done: Iterable[dt.date]) -> Days:
    """The days from `start` on that are not in `done`."""
    before = set(done)
    return [day for day in days(start, end) if day not in before]


def call(run: FunctionRun, recorder: Recorder, start: dt.date, end: dt.date, done: object = None) -> CallResult:
    """Call the answer once more, as `backfill(run, start, end, done=done)`; without the last one if it is None."""
    named_done = {} if done is None else {"done": done}

    def answer(*arguments: object) -> object:
        return run.function(*arguments, **named_done)

    given = Scenario(run.fixture.name, arguments=lambda: (recorder, start, end))
    return run.runner.call(answer, given, StatementHook(fail_at=NEVER)).called


def as_call(start: dt.date, end: dt.date, done: object = None) -> str:
    """How a call is written; `done` as its days, or in words."""
    if done is None:
        return f"backfill(run, {start}, {end})"
    return f"backfill(run, {start}, {end}, done={done if isinstance(done, str) else _in_brackets(done)})"


def _in_brackets(done: Collection) -> str:
    left, right = {list: "[]", tuple: "()", set: "{}"}[type(done)]
    if not done:
        return "set()" if isinstance(done, set) else left + right
    return f"{left}{listed(sorted(done))}{right}"


def listed(found: Iterable[object]) -> str:
    """Days in words, the middle of a long list left out."""
    texts = [str(shown(day)) for day in found]
    if len(texts) > SHOWN:
        texts[SHOWN - 2 : -1] = ["…"]
    return ", ".join(texts) or "no day"


def shown(day: object) -> object:
    """A date as it is; anything else as Python writes it."""
    return day if windows.is_date(day) else windows.shown(day)


def differing(wanted: Sequence[dt.date], called: Sequence[object]) -> Rows:
    """The calls that should have come and those that came, beside each other, from the first that differs on."""
    count = max(len(wanted), len(called))

    def cells(found: Sequence[object]) -> list[object]:
        return [shown(day) for day in found] + ["–"] * (count - len(found))

    rows = list(zip(range(1, count + 1), cells(wanted), cells(called), strict=True))
    first = next((n for n, (_, want, came) in enumerate(rows) if want != came), 0)
    first = max(0, min(first, count - SHOWN))
    left = count - first - SHOWN
    return Rows(
        ["call", "should be", "came"], rows[first : first + SHOWN], f"… and {left} more" if left > 0 else ""
    )


def mistake(start: dt.date, end: dt.date, done: Collection[dt.date], called: Sequence[object]) -> str:
    """The known mistake that explains which days came; "" if none does."""
    asked, wanted = days(start, end), left_to_run(start, end, done)
    if wanted and not called:
        return "`run` was never called."
    known = (
        (left_to_run(start, end + windows.DAY, done), "The end is not part of the range: stop before it."),
        (asked, "Days that are in `done` are run again: leave them out."),
        ([*asked, end], "The end is not part of the range, and the days in `done` should be left out."),
        (wanted[::-1], "The days came newest first: run the oldest first."),
        (wanted[1:], "The first day is missing: `start` is part of the range."),
        (wanted[:-1], "The last day is missing: the range goes up to the day before `end`."),
        ([day + windows.DAY for day in wanted], "Each day is one too late."),
        (
            [day for day in asked if not done or day > max(done)],
            "You continue after the last day of `done`. But earlier days may be missing from it: check each day.",
        ),
        (asked[len(done) :], "You left out as many days as `done` has, not the days that it has."),
    )
    return next((says for calls, says in known if calls == list(called)), _kind(called))


def _kind(called: Sequence[object]) -> str:
    if any(isinstance(day, dt.datetime) for day in called):
        return "`run` should get a datetime.date, but got a datetime with a time."
    if not all(map(windows.is_date, called)):
        return "`run` should get one datetime.date."
    if len(set(called)) < len(called):
        return "A day is run more than once."
    if sorted(called) != list(called):
        return "The days are not in order: run the oldest first."
    return ""


def stopped(asked: str, called: CallResult) -> Fault | None:
    """The fault of a call that should have returned, and did not."""
    if called.timed_out:
        return Fault(f"{asked} does not return.")
    if called.error is None:
        return None
    if isinstance(called.error, TypeError) and "done" in str(called.error):
        return Fault(f"it can't be called as {asked}.\n{described(called.error)}")
    return Fault(f"{asked} stops with an error, although no run failed.\n{described(called.error)}")


@dataclass(frozen=True)
class RunsDays(Rule):
    """`run` is called for each day of the range that is not done, once, oldest first; `done` stays as it was."""

    name = "days"
    passed = "run is called for each day that is not done, oldest first, and not for the end"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """Other calls than those, or a `done` that was changed."""
        start, end, done = run.fixture.start, run.fixture.end, run.fixture.done
        recorder, *_ = run.arguments
        looks: list[Callable[[], Fault | None]] = [
            lambda: self._looked(as_call(start, end), start, end, (), recorder.days),
            lambda: self._second(run, start, end),
            *(lambda kind=kind: self._with(run, start, end, kind(done)) for kind in (list, tuple, set)),
        ]
        fault = next(filter(None, (look() for look in looks)), None)
        return [fault] if fault else []

    def _with(self, run: FunctionRun, start: dt.date, end: dt.date, done: Collection) -> Fault | None:
        """The fault of a call with days that are done."""
        recorder, kind, before = Recorder(gives=False), type(done), list(done)
        asked = as_call(start, end, done)
        called = call(run, recorder, start, end, done)
        fault = stopped(asked, called) or self._looked(asked, start, end, before, recorder.days)
        if not fault and list(done) != before:
            return Fault(f"it changes the {kind.__name__} that it is given as `done`: copy it first.\n{asked}")
        return fault

    def _second(self, run: FunctionRun, start: dt.date, end: dt.date) -> Fault | None:
        """The fault of a second call without `done`, for which the first one must not matter."""
        recorder, asked = Recorder(), as_call(start, end)
        called = call(run, recorder, start, end)
        if not called.error and days(start, end) and not recorder.days:
            return Fault(
                f"a second call of {asked} runs nothing.",
                symptom="It remembers the first one. A default such as done=[] is created once, for all calls.",
            )
        return stopped(asked, called) or self._looked(asked, start, end, (), recorder.days)

    def _looked(
        self, asked: str, start: dt.date, end: dt.date, done: Collection, called: Sequence
    ) -> Fault | None:
        wanted = left_to_run(start, end, done)
        if list(called) == wanted and all(map(windows.is_date, called)):
            return None
        says = f"{asked} does not run the days that it should."
        return Fault(says, (differing(wanted, called),), mistake(start, end, done, called))
