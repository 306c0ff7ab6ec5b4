"""The clock of limits counts what the machine gave, whatever else it was doing."""

import os
import sys

import pytest

from workbook.servers import fair_clock
from workbook.servers.fair_clock import MOST, FairClock, Meters

TICK = 0.05


class Machine:
    """A machine whose meters a test moves."""

    def __init__(self) -> None:
        self.wall = self.used = self.waited = 0.0
        self.share = 1.0
        meters = Meters(lambda: self.wall, lambda: self.used, lambda: self.waited, lambda: self.share)
        self.clock = FairClock(TICK, meters)

    def run(self, seconds: float, used: float = 0.0, waited: float = 0.0, share: float = 1.0) -> float:
        """Let so much time pass, look by look, with `used` and `waited` of each second; what the clock shows."""
        for _ in range(round(seconds / TICK)):
            self.wall += TICK
            self.used += TICK * used
            self.waited += TICK * waited
            self.share = share
            self.clock.look()
        return self.clock.seconds


@pytest.mark.parametrize(
    "given, shown",
    [
        ({}, 10.0),  # it sleeps, or waits for a server that has a processor
        ({"used": 1.0}, 10.0),
        ({"used": 0.1, "waited": 0.9, "share": 2 / 17}, 1.0),  # it computes beside sixteen others
        ({"share": 2 / 17}, 20 / 17),  # it waits for a server that does
        ({"used": 1.0, "share": 2 / 17}, 10.0),  # the others are of low priority: it had all that it wanted
        ({"used": 0.2, "waited": 0.8}, 2.0),  # its own share is bounded, though the machine has processors free
        ({"used": 2.0}, 10.0),  # two threads of it had two processors: no more than the time that passed
    ],
)
def test_it_counts_what_the_machine_gave(given, shown):
    assert Machine().run(10.0, **given) == pytest.approx(shown, rel=0.01)


def test_a_look_that_comes_late_was_kept_from_it():
    machine = Machine()
    machine.wall += 60.0  # the process was stopped
    assert machine.clock.look() < 0.5
    machine.wall += 60.0
    machine.used += 60.0  # no look could come, since C code held Python's lock
    assert machine.clock.look() >= 60.0


def test_it_never_goes_back():
    machine = Machine()
    machine.wall, machine.waited = TICK, 10 * TICK
    assert machine.clock.look() == 0.0


def test_a_machine_that_gives_next_to_nothing_is_too_slow_to_tell():
    machine = Machine()
    machine.run(MOST * 1.0 - 1, share=0.01)
    assert not machine.clock.too_slow(1.0)
    machine.run(2, share=0.01)
    assert machine.clock.too_slow(1.0)
    assert not machine.clock.too_slow(0.1)  # that limit has passed


def test_the_meters_of_this_machine_read():
    assert 0 < fair_clock.share() <= 1
    assert fair_clock.waited() >= 0
    before = fair_clock.FairClock(TICK)
    assert 0 <= before.look() <= before.wall


@pytest.mark.skipif(sys.platform != "linux", reason="other systems tell an average of a minute")
def test_the_share_is_that_of_processes_that_want_a_processor(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(fair_clock.Path, "read_bytes", lambda path: b"ctxt 5\nprocs_running 17\nprocs_blocked 0\n")
    assert fair_clock.share() == pytest.approx(2 / 17)
    monkeypatch.setattr(fair_clock.Path, "read_bytes", lambda path: b"ctxt 5\nprocs_running 1\n")
    assert fair_clock.share() == 1
