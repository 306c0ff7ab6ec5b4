"""Java for Spark: which one is taken, and what is said where there is none."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from workbook.errors import WorkbookError
from workbook.servers import fetch, java


def jre(home: Path, version: str = "17.0.15", modules: str = f"java.base {java.MODULE}") -> Path:
    home.mkdir(parents=True)
    (home / "release").write_text(f'JAVA_VERSION="{version}"\nMODULES="{modules}"\n', encoding="utf-8")
    return home


@pytest.mark.parametrize(
    ("version", "modules", "fits"),
    [
        ("17.0.15", f"java.base {java.MODULE}", True),
        ("25", f"java.base {java.MODULE}", True),
        ("11.0.2", f"java.base {java.MODULE}", False),
        ("21.0.1", "java.base", False),
    ],
)
def test_spark_needs_17_or_later_with_its_module(tmp_path, version, modules, fits):
    assert java.fits(jre(tmp_path / "java", version, modules)) is fits


def test_a_folder_that_is_no_java_does_not_fit(tmp_path):
    assert not java.fits(tmp_path)


@pytest.fixture
def alone(tmp_path, monkeypatch):
    """A machine whose PATH has no Java and no apt-get."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    return tmp_path


def test_java_home_comes_first_and_one_that_is_too_old_is_passed_over(alone, monkeypatch):
    new = jre(alone / "new")
    old = jre(alone / "old", "1.8.0_402")
    (new / "bin").mkdir()
    program = new / "bin" / ("java.exe" if sys.platform == "win32" else "java")
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(new / "bin"))
    monkeypatch.setenv("JAVA_HOME", str(old))
    assert java.find(print) == new.resolve()
    other = jre(alone / "other", "21.0.1")
    monkeypatch.setenv("JAVA_HOME", str(other))
    assert java.find(print) == other


def test_no_java_and_none_to_be_had_is_one_sentence(alone):
    with pytest.raises(WorkbookError) as caught:
        java.find(print)
    said = str(caught.value)
    assert said.startswith("No Java 17 or later on this machine, and no apt-get to fetch one: install Java 17")
    assert said.count("\n") == 0


@pytest.mark.skipif(not shutil.which("apt-get"), reason="no apt-get here")
def test_no_network_is_one_sentence(alone, monkeypatch):
    monkeypatch.setenv("PATH", os.defpath)
    monkeypatch.setattr(java, "_on_this_machine", lambda: iter(()))
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with pytest.raises(
        WorkbookError, match=r"Java can't be fetched by apt-get \(the package lists can't be reached\)"
    ):
        java.find(print)
    assert not list((alone / "cache").glob("*java*"))


def test_links_of_a_package_find_what_lies_beside_them(tmp_path):
    (tmp_path / "etc" / "java").mkdir(parents=True)
    (tmp_path / "etc" / "java" / "jvm.cfg").write_text("-server", encoding="utf-8")
    (tmp_path / "usr" / "lib").mkdir(parents=True)
    link = tmp_path / "usr" / "lib" / "jvm.cfg"
    link.symlink_to("/etc/java/jvm.cfg")
    elsewhere = tmp_path / "usr" / "lib" / "cacerts"
    elsewhere.symlink_to("/etc/ssl/certs/java/cacerts")
    fetch._relink(tmp_path)
    assert link.read_text(encoding="utf-8") == "-server"
    assert str(elsewhere.readlink()) == "/etc/ssl/certs/java/cacerts"  # not in the package: as it was
