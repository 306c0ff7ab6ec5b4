"""How a backfill ends when a run fails, and how it goes on: the rules "failure" and "resume"."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from workbook.checking.function_runner import FunctionRun
from workbook.checking.limits import CallResult
from workbook.errors import described
from workbook.exercises import Fault, Rows, Rule, load_module

ranges = load_module("09-backfill", "ranges")
windows = ranges.windows


@dataclass(frozen=True)
class Trial:
    """A backfill in which runs fail: the range, the days done before, as they are given, and the failures."""

    start: dt.date
    end: dt.date
    done: list[dt.date] | tuple[dt.date, ...] | set[dt.date]
    fails: tuple[dt.date, ...]

    @property
    def failed(self) -> dt.date:
        """The first day on which run fails."""
        return min(self.fails)

    @property
    def before(self) -> list[dt.date]:
        """The days that run succeeds for until then."""
        return [day for day in ranges.left_to_run(self.start, self.end, self.done) if day < self.failed]

    def fault(self, says: str, *story: str, evidence: tuple[Rows, ...] = (), symptom: str = "") -> Fault:
        """A fault of the first call, with the call and the failure in the lines below the sentence."""
        asked = ranges.as_call(self.start, self.end, self.done or None)
        lines = [says, f"{asked}, where run fails on {self.failed}", *story]
        return Fault("\n".join(lines), evidence, symptom)


def trial(start: str, end: str, done: list[str] | tuple[str, ...] | set[str], fails: Sequence[str]) -> Trial:
    """A Trial of days in ISO form."""
    day = dt.date.fromisoformat
    return Trial(day(start), day(end), type(done)(map(day, done)), tuple(map(day, fails)))


MISSING = object()


def done_of(error: Exception) -> object:
    """An error's `.done`; MISSING if it has none, or one that can't be read."""
    try:
        return getattr(error, "done", MISSING)
    except Exception:  # a property of the answer's own
        return MISSING


def days_in(done: object) -> set | None:
    """The days in an error's `.done`; None if it is nothing that can be given as `done`."""
    try:
        return set(done) if isinstance(done, list | tuple | set | frozenset) else None
    except TypeError:  # a list of lists
        return None


@dataclass(frozen=True)
class StopsAtAFailure(Rule):
    """At the first failure it stops, and raises an error that names the day and holds the days that are done.

    Each of `trials` is made once, after the scenario `after`.
    """

    after: "ranges.Range"
    trials: Sequence[Trial]

    name = "failure"
    passed = "a failure stops it; the error names the day and holds the days that are done"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """The first trial that does not end so, or the first error that a later one changes."""
        earlier: list[tuple[Trial, BaseException]] = []
        # Each kind of error comes, the one that is always the same object twice.
        trials = [*self.trials] * (2 + len(ranges.ERRORS) // len(self.trials)) if run.fixture is self.after else []
        for each in trials:
            recorder = ranges.Recorder(fails=each.fails, error=len(earlier))
            called = ranges.call(run, recorder, each.start, each.end, type(each.done)(each.done) or None)
            fault = (
                _went_on(each, recorder, called)
                or _unheard(each, called)
                or _without_day(each, called.error)
                or _other_days(each, called.error)
            )
            fault = fault or next(filter(None, (_changed(*before, each) for before in earlier)), None)
            if fault:
                return [fault]
            assert called.error, "what does not raise is told before"
            earlier.append((each, called.error))
        return []


def _changed(earlier: Trial, error: BaseException, later: Trial) -> Fault | None:
    """The fault of an error that is not as it was when it was raised, since another backfill has failed."""
    as_raised = _without_day(earlier, error) or _other_days(earlier, error)
    if as_raised is None:
        return None
    says = "an earlier error changes when another backfill fails: create each error anew, with a list of its own."
    asked = ranges.as_call(earlier.start, earlier.end, earlier.done or None)
    return later.fault(says, f"the error of {asked} has changed")


def _went_on(each: Trial, recorder: "ranges.Recorder", called: CallResult) -> Fault | None:
    if called.timed_out:
        return each.fault("after a failure it does not return.")
    came = recorder.days
    if came == [*each.before, each.failed]:
        return None
    if came.count(each.failed) > 1:
        says = "the day that failed was tried again: a failure stops the backfill."
    elif each.failed in came and came[-1] != each.failed:
        says = "it continues after a failure: stop, and raise an error."
    else:
        says = "it does not run the days before the failure, oldest first."
    ended = f"it raises {described(called.error)}" if called.error else "it returns"
    return each.fault(says, f"run was called with {ranges.listed(came)}; {ended}")


def _unheard(each: Trial, called: CallResult) -> Fault | None:
    if called.error is None:
        return each.fault(
            "the failure goes unnoticed: raise an error, or the caller thinks that the backfill is complete."
        )
    if not isinstance(called.error, Exception):
        return each.fault(
            f"{type(called.error).__name__} is not caught by `except Exception`: raise another kind of error."
        )
    return None


def _without_day(each: Trial, error: Exception) -> Fault | None:
    raised = f"it raises {described(error)}"
    day = each.failed
    try:
        text = str(error)
    except Exception as unreadable:
        return each.fault("the error's text can't be read.", f"str(error) stops with {described(unreadable)}")
    if str(day) in text:
        return None
    says = f"the error's text does not contain {day}, the day that failed."
    if str(day.year) in text and str(day.day) in text:
        why = "It has the day in another form: f'{day}' writes it as YYYY-MM-DD."
        return each.fault(says, raised, symptom=why)
    return each.fault(says, raised)


def _other_days(each: Trial, error: Exception) -> Fault | None:
    raised = f"it raises {described(error)}"
    done = done_of(error)
    if done is MISSING:
        return each.fault("the error has no attribute `done`, so nobody can resume.", raised)
    came = days_in(done)
    if came is None:
        kind = windows.shown(done)
        return each.fault(
            f"the error's `.done` should be a list, a tuple or a set of dates, but is {kind}.", raised
        )
    wanted = {*each.done, *each.before}
    if came == wanted and all(map(windows.is_date, came)):
        return None
    rows = [(day, "missing") for day in sorted(wanted - came)]
    rows += [(ranges.shown(day), "not expected") for day in sorted(came - wanted, key=str)]
    evidence = (Rows(["day", "in .done"], rows),)
    return each.fault(
        "the error's `.done` does not hold the days that are done.",
        raised,
        evidence=evidence,
        symptom=_why(each, came),
    )


def _why(each: Trial, came: set) -> str:
    if came == {*each.done, *each.before, each.failed}:
        return "The day that failed is not done: when resumed, the backfill would leave it out."
    if each.done and came == set(each.before):
        return "The days that were given as done are missing: when resumed, the backfill would run them again."
    if each.before and came == set(each.done):
        return "The days that this call has run are missing: when resumed, the backfill would run them again."
    if each.done and came == {*each.before, *(day for day in each.done if each.start <= day < each.failed)}:
        return "It must hold all given days, even those after the failure or outside the range."
    return "" if all(map(windows.is_date, came)) else "Its days should be datetime.date."


@dataclass(frozen=True)
class Resumes(Rule):
    """Called again with the error's `.done`, it runs what is left, until all days are done, each of them once.

    Each of `trials` is made once, after the scenario `after`.
    """

    after: "ranges.Range"
    trials: Sequence[Trial]

    name = "resume"
    passed = "resumed with the error's .done, it runs what is left"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """The first trial that is not brought to its end."""
        faults = (self._to_the_end(run, each) for each in self.trials if run.fixture is self.after)
        return [fault for fault in faults if fault][:1]

    def _to_the_end(self, run: FunctionRun, each: Trial) -> Fault | None:
        done, asked = type(each.done)(each.done), ranges.as_call(each.start, each.end, each.done)
        left = ranges.left_to_run(each.start, each.end, each.done)
        for failing in [*sorted(each.fails), None]:
            recorder = ranges.Recorder(fails=[failing])
            called = ranges.call(run, recorder, each.start, each.end, done)
            wanted = [day for day in left if failing is None or day <= failing]
            if recorder.days != wanted:
                says = f"{asked} does not run exactly the days that are left."
                return Fault(says, (ranges.differing(wanted, recorder.days),))
            if failing is None:
                return ranges.stopped(asked, called)
            if called.error is None or days_in(done_of(called.error)) is None:
                return Fault(
                    f"{asked} raises no error with a `.done` to resume with, although run fails on {failing}."
                )
            done, left = called.error.done, left[len(wanted) - 1 :]
            asked = f"resumed after the failure on {failing}, {ranges.as_call(each.start, each.end, 'err.done')}"
        return None
