"""Another clock for a call: what a function sees of it, that nothing of it is left, and the rule that uses it."""

import datetime as dt
import os
import time

import pytest

from workbook.checking import other_clock
from workbook.checking.context import databases_for_checks
from workbook.checking.function_runner import FunctionRunner
from workbook.checking.function_source import defined
from workbook.checking.limits import Limits
from workbook.exercises import registry
from workbook.exercises.fixtures import Scenario

windows = registry.load_module("09-backfill", "windows")

NOW = dt.datetime(2019, 3, 10, 23, 30)
SEEN = """
import datetime as dt
import time
from datetime import date, datetime
from time import localtime as what_time


def seen():
    import datetime
    from datetime import date as inner
    return {
        "date": [date.today(), dt.date.today(), datetime.date.today(), inner.today()],
        "now": [datetime.datetime.now(), dt.datetime.today(), dt.datetime.fromtimestamp(time.time())],
        "utc": [datetime.datetime.now(dt.UTC), dt.datetime.fromtimestamp(time.time_ns() / 1e9, dt.UTC)],
        "hour": [what_time().tm_hour, time.localtime().tm_hour, int(time.strftime("%H"))],
        "are": [isinstance(dt.date(2025, 1, 1), date), isinstance(dt.datetime(2025, 1, 1), date)],
        "kinds": [type(date(2025, 1, 1)), type(date.fromisoformat("2025-01-01")), type(inner.today())],
    }
"""


@pytest.fixture
def seen():
    function, wrong = defined(SEEN, "seen", Limits())
    assert not wrong
    return function


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system has no zone by TZ")
@pytest.mark.parametrize("zone, hours", [("UTC0", 0), ("KST-9", 9), ("EST5EDT,M3.2.0,M11.1.0", -4)])
def test_date_datetime_and_time_say_the_other_clock(seen, zone, hours):
    with other_clock.at(NOW, zone, seen):
        found = seen()
    there = NOW + dt.timedelta(hours=hours)
    assert set(found["date"]) == {there.date()}
    assert set(found["now"]) == {there}
    assert set(found["utc"]) == {NOW.replace(tzinfo=dt.UTC)}
    assert set(found["hour"]) == {there.hour}


def test_what_a_function_makes_meanwhile_is_real(seen):
    with other_clock.at(NOW, "UTC0", seen):
        found = seen()
    assert found["are"] == [True, True]
    assert found["kinds"] == [dt.date] * 3


def test_nothing_is_left_of_it_after_an_error_too(seen):
    before = (dt.date, dt.datetime, time.time, time.strftime, os.environ.get("TZ"), time.tzname)
    own = dict(seen.__globals__)
    with pytest.raises(ZeroDivisionError), other_clock.at(NOW, "KST-9", seen):
        _ = 1 / 0
    assert (dt.date, dt.datetime, time.time, time.strftime, os.environ.get("TZ"), time.tzname) == before
    assert {name: seen.__globals__[name] for name in own} == own
    assert seen()["date"][0] == dt.date.today()


BY_NIGHT = """
import datetime as dt


def day_of_run(run_date):
    by_night = dt.datetime.now().hour < 6
    start = run_date - dt.timedelta(days=by_night)
    return start, start + dt.timedelta(days=1)
"""


@pytest.fixture
def runner(home):
    found = FunctionRunner((), databases_for_checks())
    yield found
    found.close()


def test_a_window_that_is_right_by_day_is_refused_by_night(runner):
    function, _ = defined(BY_NIGHT, "day_of_run", Limits())
    scenario = Scenario("a day", arguments=(dt.date(2025, 3, 1),))

    def at_noon(run_date):
        with other_clock.at(dt.datetime(2025, 3, 2, 12), "UTC0", function):
            return function(run_date)

    run = runner.run(at_noon, scenario, "")
    run.function = function
    assert windows.Window().faults(run) == []
    (fault,) = windows.WhateverTheClock().faults(run)
    assert fault.text.startswith("the window changes with the machine's clock or time zone")
    assert "asked in the night after that day, it gives (2025-02-28, 2025-03-01)" in fault.text
