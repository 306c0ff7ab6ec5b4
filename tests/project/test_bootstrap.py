"""tools/bootstrap.py: when it does nothing, when it starts again, and what it says when it can't."""

import ast
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from workbook.paths import CLONE

LISTS = ("requirements-uv.txt", "requirements.txt", "pyproject.toml")
CLASSROOM = "requirements-classroom.txt"


def load(path: Path):
    spec = importlib.util.spec_from_file_location("bootstrap", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def clone(tmp_path):
    """A clone with what the set-up reads, in a folder with a space and Hangul in its name."""
    folder = tmp_path / "내 clone"
    (folder / "tools").mkdir(parents=True)
    shutil.copy(CLONE / "tools" / "bootstrap.py", folder / "tools")
    for name in (*LISTS, CLASSROOM):
        shutil.copy(CLONE / name, folder)
    return folder


def run(clone: Path, *words: str, **env: str) -> subprocess.CompletedProcess:
    command = [sys._base_executable, str(clone / "tools" / "bootstrap.py"), *words]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env={**os.environ, **env})


def make_complete(clone: Path) -> Path:
    """A file in an environment that counts as complete, to see whether it is left alone."""
    found = subprocess.run(
        [sys._base_executable, "-c", "import bootstrap, json; print(json.dumps(bootstrap.wanted()))"],
        cwd=clone / "tools",
        stdout=subprocess.PIPE,
        check=True,
    )
    (clone / ".venv").mkdir()
    (clone / ".venv" / "complete.json").write_bytes(found.stdout)
    file = clone / ".venv" / "a package"
    file.touch()
    return file


def test_a_complete_environment_is_left_alone_in_silence(clone):
    file = make_complete(clone)
    done = run(clone)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert file.exists()


def test_a_half_made_environment_is_made_anew(clone):
    file = make_complete(clone)
    (clone / ".venv" / "complete.json").unlink()
    done = run(clone, PIP_NO_INDEX="1", PIP_FIND_LINKS="")
    assert done.returncode == 1
    assert "Making .venv" in done.stdout
    assert not file.exists()
    assert (clone / ".venv" / "bin" / "python").exists()
    assert not (clone / ".venv" / "complete.json").exists()
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("setup: uv could not be installed. Is there a network connection?")
    assert ".venv/setup.log" in sentence
    assert "uv==" in (clone / ".venv" / "setup.log").read_text(encoding="utf-8")


def test_an_environment_that_was_moved_is_not_this_one(clone):
    make_complete(clone)
    bootstrap = load(clone.rename(clone.with_name("moved")) / "tools" / "bootstrap.py")
    assert bootstrap.found()["packages"] == bootstrap.wanted()["packages"]
    assert bootstrap.found()["foundation"] != bootstrap.wanted()["foundation"]


def test_a_changed_lock_keeps_the_environment_and_is_not_complete_before_its_end(clone):
    file = make_complete(clone)
    (clone / ".venv" / "bin").mkdir()
    (clone / ".venv" / "bin" / "python").symlink_to(sys._base_executable)
    with (clone / "requirements.txt").open("a", encoding="utf-8") as lock:
        lock.write("another==1.0\n")
    done = run(clone, PIP_NO_INDEX="1", PIP_FIND_LINKS="", PIP_REQUIRE_VIRTUALENV="0")
    assert done.returncode == 1
    assert "Making .venv" not in done.stdout
    assert file.exists()
    assert not (clone / ".venv" / "complete.json").exists()


def test_the_packages_of_a_classroom_are_added_to_the_environment_that_is_there(clone):
    file = make_complete(clone)
    (clone / ".venv" / "bin").mkdir()
    (clone / ".venv" / "bin" / "python").symlink_to(sys._base_executable)
    done = run(clone, "classroom", PIP_NO_INDEX="1", PIP_FIND_LINKS="", PIP_REQUIRE_VIRTUALENV="0")
    assert done.returncode == 1
    assert "Making .venv" not in done.stdout
    assert "the packages of requirements-classroom.txt" in done.stdout
    assert file.exists()
    assert not (clone / ".venv" / "classroom.json").exists()
    assert run(clone).stdout == ""  # what was there is complete as before


def test_the_packages_of_a_classroom_are_added_once(clone):
    make_complete(clone)
    bootstrap = load(clone / "tools" / "bootstrap.py")
    record = json.dumps(bootstrap.wanted(bootstrap.CLASSROOM))
    (clone / ".venv" / "classroom.json").write_text(record, encoding="utf-8")
    assert run(clone, "classroom").stdout == ""
    with (clone / CLASSROOM).open("a", encoding="utf-8") as lock:
        lock.write("another==1.0\n")
    assert bootstrap.found(bootstrap.CLASSROOM.complete) != bootstrap.wanted(bootstrap.CLASSROOM)
    assert run(clone).stdout == ""


def test_a_word_that_names_no_environment_is_a_sentence(clone):
    done = run(clone, "airflows")
    assert done.returncode == 1
    assert done.stderr.startswith(
        "setup: there is no environment 'airflows': name one of airflow, dbt, spark, classroom"
    )


@pytest.mark.parametrize("name", LISTS)
def test_each_list_of_packages_decides_whether_it_is_complete(clone, name):
    bootstrap = load(clone / "tools" / "bootstrap.py")
    before = bootstrap.wanted()
    with (clone / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    after = bootstrap.wanted()
    assert after["packages"] != before["packages"]
    assert after["foundation"] == before["foundation"]


def test_a_damaged_record_counts_as_half_made(clone):
    bootstrap = load(clone / "tools" / "bootstrap.py")
    record = clone / "complete.json"
    record.write_text('{"foundation": ', encoding="utf-8")
    assert bootstrap.found(record) == {}
    record.write_text(json.dumps(bootstrap.wanted()), encoding="utf-8")
    assert bootstrap.found(record) == bootstrap.wanted()


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 12)])
def test_an_old_python_is_told_in_a_sentence(clone, monkeypatch, version):
    file = clone / "tools" / "bootstrap.py"
    ast.parse(file.read_text(encoding="utf-8"), feature_version=version[:2])  # it gets as far as the sentence
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(SystemExit, match=r"needs Python 3.11 or later, .* is Python 3\.(6|10)\.") as caught:
        load(file)
    assert "\n" not in str(caught.value)


def test_a_mac_for_which_there_are_no_wheels_is_told_in_a_sentence(clone, monkeypatch, capsys):
    bootstrap = load(clone / "tools" / "bootstrap.py")
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(bootstrap.platform, "machine", lambda: "x86_64")
    assert bootstrap.main() == 1
    said = capsys.readouterr().err
    assert "no wheels" in said
    assert said.count("\n") == 1


def test_a_missing_venv_is_told_in_a_sentence_that_names_the_package(clone, monkeypatch, capsys):
    bootstrap = load(clone / "tools" / "bootstrap.py")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert bootstrap.main() == 1
    said = capsys.readouterr().err
    assert f"python3.{sys.version_info[1]}-venv" in said
    assert said.count("\n") == 1


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(clone):
    (clone / ".venv").write_text("not a folder", encoding="utf-8")
    done = run(clone)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert ".venv" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_path_that_postgresql_cannot_start_from_is_refused_before_anything_is_made(clone):
    clone = clone.rename(clone.with_name('the "$5" clone'))
    done = run(clone)
    assert done.returncode == 1
    assert done.stderr.startswith("setup: The workbook can't be in a folder with '\"' '$' in its path")
    assert done.stderr.count("\n") == 1
    assert not (clone / ".venv").exists()


def test_other_signs_of_a_path_reach_neither_pip_nor_uv(clone, monkeypatch):
    bootstrap = load(clone.rename(clone.with_name("a # ; [b] {c} & %d 'e'")) / "tools" / "bootstrap.py")
    bootstrap.check_folder()
    said = []
    monkeypatch.setattr(bootstrap, "run", lambda log, *command, **options: said.append(command))
    monkeypatch.setattr(bootstrap, "uv_environment", lambda python: {})
    for environment in (bootstrap.BASE, bootstrap.SPARK):
        bootstrap.install(environment, same_foundation=True)
    python = {str(each.folder / "bin" / "python") for each in (bootstrap.BASE, bootstrap.SPARK)}
    assert len(said) == 6
    assert [word for command in said for word in command[1:] if "#" in word and word not in python] == []


def test_a_home_that_cannot_be_written_is_told_before_anything_is_made(clone, monkeypatch, capsys):
    bootstrap = load(clone / "tools" / "bootstrap.py")
    monkeypatch.delenv("WORKBOOK_HOME", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/nowhere/cache")
    monkeypatch.setattr(os, "access", lambda path, mode: path != Path("/"))
    assert bootstrap.main() == 1
    said = capsys.readouterr().err
    assert "Nothing can be written in /nowhere/cache" in said
    assert said.count("\n") == 1
    assert not (clone / ".venv").exists()


def test_what_the_user_set_for_other_environments_changes_nothing_here(clone, monkeypatch):
    bootstrap = load(clone / "tools" / "bootstrap.py")
    changing = (
        "PIP_TARGET", "PIP_PREFIX", "PIP_NO_BINARY", "UV_TARGET", "UV_PYTHON", "UV_EXCLUDE_NEWER", "PYTHONPATH",
        "PYTHONHOME",
    )  # fmt: skip
    for name in (*changing, "PIP_PROXY", "UV_CACHE_DIR", "UV_DEFAULT_INDEX", "HOME"):
        monkeypatch.setenv(name, "/set")
    given = bootstrap.pip_environment()
    assert [name for name in changing if name in given] == []
    assert {"PIP_PROXY", "UV_CACHE_DIR", "UV_DEFAULT_INDEX", "HOME"} <= given.keys()
    assert given["PIP_USER"] == "0"


@pytest.mark.skipif(not shutil.which("make"), reason="no make here")
def test_make_hands_on_no_modules_of_another_program():
    env = os.environ | {"PYTHONPATH": "/another", "PYTHONHOME": "/another", "KEPT": "yes"}
    command = ["make", "--silent", "setup", "PYTHON=env; :"]
    said = subprocess.run(command, cwd=CLONE, capture_output=True, encoding="utf-8", env=env, check=True).stdout
    assert "KEPT=yes" in said.splitlines()
    assert "PYTHONPATH" not in said and "PYTHONHOME" not in said


def test_uv_is_given_the_certificate_and_mirror_that_pip_has(clone, monkeypatch):
    bootstrap = load(clone / "tools" / "bootstrap.py")
    for name in ("SSL_CERT_FILE", "UV_DEFAULT_INDEX", "ALL_PROXY", "UV_SYSTEM_CERTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CERT", "/a certificate.pem")
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.invalid/simple?a=b")
    monkeypatch.setenv("ALL_PROXY", "http://mine.invalid")
    monkeypatch.setenv("PIP_PROXY", "http://pips.invalid")
    given = bootstrap.uv_environment(sys.executable)
    assert given["SSL_CERT_FILE"] == "/a certificate.pem"
    assert given["UV_DEFAULT_INDEX"] == "https://mirror.invalid/simple?a=b"
    assert given["ALL_PROXY"] == "http://mine.invalid"  # what the user told uv itself comes first
    assert given["UV_SYSTEM_CERTS"] == "1"
