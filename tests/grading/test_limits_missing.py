"""What grading says where a machine can't give a limit, and what it does where the machine refuses one."""

import ctypes
import os
import platform
import re
import subprocess
import sys

import pytest

from workbook import paths
from workbook.errors import WorkbookError
from workbook.grading import grade
from workbook.grading.sandbox import sandbox, system
from workbook.grading.sandbox.system import landlock, seccomp

TEXT = (paths.CLONE / "docs" / "teaching.md").read_text(encoding="utf-8")


@pytest.fixture
def linux(monkeypatch):
    """A Linux with all limits, whatever this machine is."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "fork", lambda: 0, raising=False)
    monkeypatch.setattr(seccomp, "supported", lambda: True)
    monkeypatch.setattr(landlock, "version", lambda: 4)


def said() -> list[str]:
    """The sentences; each is whole, and says what to do."""
    found = sandbox.missing_limits()
    for text in found:
        assert re.fullmatch(r"[A-Z].*\.", text), text
        assert system.CONTAINER in text
    return found


def test_where_all_is_there_nothing_is_said(linux):
    assert said() == []


@pytest.mark.parametrize("abi", [1, 2, 3])
def test_an_older_landlock_leaves_the_network(linux, monkeypatch, abi):
    monkeypatch.setattr(landlock, "version", lambda: abi)
    [text] = said()
    assert "can reach all that you can" in text and "Linux 6.7" in text


def test_without_landlock_files_are_open(linux, monkeypatch):
    monkeypatch.setattr(landlock, "version", lambda: 0)
    [text] = said()
    assert "no Landlock" in text and "can read and delete" in text


def test_another_processor_and_a_kernel_without_filters_are_told_apart(linux, monkeypatch):
    monkeypatch.setattr(seccomp, "supported", lambda: False)
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    [text] = said()
    assert "riscv64" in text and "start and end processes" in text
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    [text] = said()
    assert "takes no filter" in text and "start and end processes" in text


def test_both_are_said(linux, monkeypatch):
    monkeypatch.setattr(landlock, "version", lambda: 0)
    monkeypatch.setattr(seccomp, "supported", lambda: False)
    assert len(said()) == 2


def test_on_macos(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    monkeypatch.setattr(os, "fork", lambda: 0, raising=False)
    [text] = said()
    assert "no file, process or network" in text and "Darwin" in text


def test_on_windows_python_is_not_run(monkeypatch):
    monkeypatch.delattr(os, "fork", raising=False)
    monkeypatch.setattr(platform, "system", lambda: "Windows")
    [text] = said()
    assert "Python answers can't be graded on Windows" in text
    with pytest.raises(WorkbookError, match="can't be graded on Windows"), sandbox.Sandbox():
        pytest.fail("it was entered")


@pytest.mark.skipif(bool(system.missing()), reason=" ".join(system.missing()) or "all limits hold")
def test_a_machine_that_refuses_a_limit_ends_grading_and_no_answer_is_at_fault(home, monkeypatch):
    # An account that no kernel takes, as where root may not become another user.
    monkeypatch.setattr(system, "account", lambda: None)
    monkeypatch.setattr(sandbox.Sandbox, "_bounds", lambda *given: {"bounds": {"folders": [], "ports": []}})
    with pytest.raises(WorkbookError, match=r"can't limit a learner's code: .*container"), sandbox.Sandbox():
        pytest.fail("it was entered")


def test_they_end_what_grade_says(linux, monkeypatch):
    monkeypatch.setattr(landlock, "version", lambda: 0)
    graded = grade.Graded(0, 0, 4, 0.1, [], [])
    assert grade.summary(graded, sandbox.missing_limits()).split("\n")[-1] == said()[0]


def test_teachers_read_of_each_of_them_and_of_the_container():
    table = TEXT.partition("### Where a limit is missing")[2].partition("## When")[0]
    for words in ("macOS", "Windows", "without Landlock", "another processor", "5.13 to 6.6", "takes no filter"):
        assert words in table, words
    assert (paths.CLONE / "docs" / "Containerfile").is_file()
    assert "-f docs/Containerfile" in table


PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH = 24, 2
BECOME = """
from workbook.grading.sandbox import system
system._become(system.account())
print(next(line for line in open("/proc/self/status") if line.startswith("CapEff")))
"""


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root has capabilities to lose")
@pytest.mark.parametrize("container", [False, True], ids=["root", "root of a container"])
def test_all_rights_but_to_read_are_given_up_and_those_too_where_root_lacks_them(container):
    """Docker's and Podman's root may not read what its account may not: grading stopped there with an error."""

    def lose() -> None:
        if container:
            assert ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH, 0, 0, 0) == 0

    ended = subprocess.run(
        [sys.executable, "-c", BECOME], cwd=paths.CLONE, preexec_fn=lose, capture_output=True, encoding="utf-8"
    )
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout.split()[1], 16) == (0 if container or not landlock.version() else 1 << 2)
