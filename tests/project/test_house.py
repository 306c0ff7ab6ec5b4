"""The package is the house that docs/architecture.md draws, and the pages that are made from it are current."""

import ast
import fnmatch
import importlib.util
import re
import subprocess
import sys

import pytest

from workbook.databases import progress_bar
from workbook.datasets import nps_and_weather
from workbook.paths import CLONE

PACKAGE = CLONE / "workbook"
MODULES = {"__init__", "__main__", "cli", "errors", "figure_style", "paths"}
LONGEST_FUNCTION, LONGEST_MODULE = 60, 300
ROOMS = [folder for folder in sorted(PACKAGE.iterdir()) if (folder / "__init__.py").exists()]


def sources() -> list:
    """All Python files of the project but learners' answers, which are as they come."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py"], cwd=CLONE, capture_output=True, encoding="utf-8"
    )
    paths = [CLONE / line for line in listed.stdout.splitlines()]
    return [path for path in paths if path.exists() and path.parent.name != "answers"]


def test_the_top_of_the_package_is_small():
    assert {path.stem for path in PACKAGE.glob("*.py")} == MODULES
    folders = [path for path in PACKAGE.iterdir() if path.is_dir() and not path.name.startswith((".", "__"))]
    assert len(folders) <= 12


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_says_what_comes_in_and_goes_out_and_who_may_call_it(room):
    said = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))
    assert said, room.name
    assert "In:" in said and "Out:" in said, room.name
    assert re.search(r"\bcalls?\b", said), room.name


def test_no_folder_of_tests_is_passed_over(pytestconfig):
    """It once was: pytest does not go into folders called `build`, if it is not told."""
    patterns = pytestconfig.getini("norecursedirs")
    folders = {path.parent for path in (CLONE / "tests").rglob("test_*.py")}
    names = {part for folder in folders for part in folder.relative_to(CLONE).parts}
    assert "build" in names
    assert [name for name in names if any(fnmatch.fnmatch(name, pattern) for pattern in patterns)] == []


def test_functions_and_modules_are_short_or_say_why():
    too_long = []
    for path in sources():
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        name = path.relative_to(CLONE).as_posix()
        if len(text.splitlines()) > LONGEST_MODULE and "300 lines" not in (ast.get_docstring(tree) or ""):
            too_long.append(name)
        too_long += [
            f"{name}:{node.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and node.end_lineno - node.lineno >= LONGEST_FUNCTION
        ]
    assert too_long == []


def test_names_that_others_hold_lead_to_where_the_modules_are():
    """Learners' notebooks in my/, DAGs, Hubs and nbgrader_config.py import these."""
    from workbook import bars, classroom, data, paths  # lessons 07 and 10, dags/weather_forecast.py, docs/hub/
    from workbook.build.release import ClearSolutionsByLanguage
    from workbook.errors import WorkbookError
    from workbook.exercises import load_module

    assert bars is progress_bar and bars.waiting
    assert data is nps_and_weather and data.forecasts
    assert callable(classroom.environment) and callable(classroom.has)
    assert callable(load_module) and paths.LESSONS.is_dir()
    assert issubclass(WorkbookError, Exception) and ClearSolutionsByLanguage
    assert importlib.util.find_spec("workbook.hub")


def test_each_import_of_a_notebook_a_dag_or_a_configuration_is_there():
    texts = [
        *CLONE.glob("lessons/*/*.md"), *CLONE.glob("dags/*.py"), *CLONE.glob("docs/hub/*.py"),
        CLONE / "nbgrader_config.py",
    ]  # fmt: skip
    pattern = re.compile(r"^\s*from (workbook[\w.]*) import (\w+(?:, \w+)*)", re.MULTILINE)
    found = {pair for path in texts for pair in pattern.findall(path.read_text(encoding="utf-8"))}
    assert len(found) > 5
    code = "\n".join(f"from {module} import {names}" for module, names in sorted(found))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=CLONE)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("tool", ["tools/rules_page.py", "tools/redshift_page.py"])
def test_the_catalogues_of_rules_are_what_the_rules_say(tool):
    command = [sys.executable, tool, "--check"]
    done = subprocess.run(command, cwd=CLONE, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md", "lessons/README.md"])
def test_each_file_that_a_page_names_is_there(page):
    text = (CLONE / page).read_text(encoding="utf-8")
    named = {
        name.rstrip("/") for name in re.findall(r"`((?:[\w.-]+/)*[\w.-]+(?:/|\.(?:py|md|toml|txt|ipynb)))`", text)
    }
    tops = (
        CLONE,
        PACKAGE,
        CLONE / "tests",
        *ROOMS,
        *(each for room in ROOMS for each in room.iterdir() if each.is_dir()),
    )
    lost = [name for name in sorted(named) if "NN" not in name and not any((top / name).exists() for top in tops)]
    lesson_files = {
        "walkthrough.md",
        "walkthrough-a-topic.md",
        "exercises.md",
        "checks.py",
        "figures.py",
        "answers",
        "requirements.txt",
    }
    assert [name for name in lost if name not in lesson_files] == []
    assert len(named) > 3
