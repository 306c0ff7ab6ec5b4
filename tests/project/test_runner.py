"""tools/test.py: the tests' servers and folders are their own, every part is run, and nothing stays behind."""

import importlib.util
import os
import re
import signal
import subprocess
import sys

import pytest

from workbook import paths
from workbook.paths import CLONE


@pytest.fixture
def runner(monkeypatch):
    """The module, with an environment to change, and two parts instead of the real ones."""
    spec = importlib.util.spec_from_file_location("runner", CLONE / "tools" / "test.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.syspath_prepend(CLONE / "tools")  # as a script finds what is beside it
    spec.loader.exec_module(module)
    monkeypatch.setattr(os, "environ", os.environ.copy())
    monkeypatch.setattr(module, "PARTS", {"first": part("exit(3)"), "second": part("print('ran')")})
    monkeypatch.setattr(module.settings, "is_installed", lambda: True)
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)
    return module


def part(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


@pytest.fixture
def calls(runner, monkeypatch):
    """What was done with servers, and in which home."""
    done = []
    monkeypatch.setattr(runner.servers, "up", lambda: done.append(("up", paths.home())))
    monkeypatch.setattr(runner.servers, "remove", lambda report: done.append(("remove", paths.home())))
    return done


def test_a_learners_servers_and_folders_are_out_of_reach(runner, tmp_path):
    mine = {
        "WORKBOOK_WAREHOUSE_URL": "postgresql://me@production/real",
        "WORKBOOK_HOME": "/mine",
        "WORKBOOK_MY": "/mine/my",
        "WORKBOOK_CACHE": "/mine/cache",
        "JUPYTER_CONFIG_PATH": "/mine/jupyter",
        "PATH": "/usr/bin",
    }
    os.environ.update(mine)
    runner.separate(tmp_path)
    assert "WORKBOOK_WAREHOUSE_URL" not in os.environ
    assert "JUPYTER_CONFIG_PATH" not in os.environ
    assert paths.home().is_relative_to(tmp_path)
    assert paths.my().is_relative_to(tmp_path)
    assert os.environ["IPYTHONDIR"].startswith(str(tmp_path))
    assert os.environ["WORKBOOK_CACHE"] == "/mine/cache"
    assert os.environ["PATH"] == "/usr/bin"


def test_every_part_is_run_and_one_that_fails_fails_all(runner, calls, capfd):
    assert runner.main() == 1
    said = capfd.readouterr().out
    assert "ran" in said
    assert said.splitlines()[-1] == "parts: 1 passed, 1 failed"
    (up, home), (removed, same) = calls
    assert (up, removed, same) == ("up", "remove", home)
    assert not home.parent.exists()


def test_all_parts_passed_is_0(runner, calls, capfd):
    runner.PARTS.pop("first")
    assert runner.main() == 0
    assert capfd.readouterr().out.splitlines()[-1] == "parts: 1 passed, 0 failed"


def test_an_interrupt_takes_the_servers_down(runner, calls, monkeypatch, capfd):
    def interrupted(command):
        raise KeyboardInterrupt

    monkeypatch.setattr(runner, "run", interrupted)
    assert runner.main() == 130
    assert [name for name, _ in calls] == ["up", "remove"]
    assert not calls[0][1].parent.exists()
    assert "stopped" in capfd.readouterr().err


def test_make_test_sets_up_all_that_is_tested_and_ci_calls_nothing_else():
    """It once failed on each fresh machine, since everybody had typed a third command before."""
    spec = importlib.util.spec_from_file_location("bootstrap", CLONE / "tools" / "bootstrap.py")
    bootstrap = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bootstrap)
    # Not as a part of the `make` that runs this test.
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    command = ["make", "-n", "test"]
    recipe = subprocess.run(command, cwd=CLONE, capture_output=True, encoding="utf-8", check=True, env=env)
    lines = recipe.stdout.splitlines()
    sets_up = [line.split("bootstrap.py")[1].split() for line in lines if "tools/bootstrap.py" in line]
    assert sets_up[0] == []
    assert {word for words in sets_up for word in words} == set(bootstrap.FURTHER)
    assert lines[-1].endswith("tools/test.py")
    script = (CLONE / ".ci" / "run").read_text(encoding="utf-8")
    assert [line for line in script.splitlines() if re.match(r"\s*(exec )?make\b", line)] == ["exec make test"]


def test_without_airflow_nothing_is_tested_by_halves(runner, calls, monkeypatch, capfd):
    monkeypatch.setattr(runner.settings, "is_installed", lambda: False)
    assert runner.main() == 1
    assert calls == []
    assert "make test" in capfd.readouterr().err
