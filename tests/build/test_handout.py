"""What a class gets: all that it needs, no answer, and nothing written over."""

import ast
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from workbook import checking, cli, paths
from workbook.build import handout
from workbook.errors import WorkbookError

CHOSEN = ["03-copying-a-table", "04-keeping-the-latest"]
RELEASE = "exercises/04-keeping-the-latest/keeping-the-latest.ipynb"


@pytest.fixture(scope="module")
def unpacked(package) -> Path:
    with zipfile.ZipFile(package) as file:
        file.extractall(package.parent)
    return package.parent / "elt-workbook"


def test_what_stays_behind(everything):
    folders = {Path(name).parts[0] for name in everything if "/" in name}
    assert folders == {"dags", "data", "dbt_project", "exercises", "lessons", "notebooks", "tools", "workbook"}
    # dbt keeps a project's own tests in a folder of that name.
    parts = {part for name in everything if not name.startswith("dbt_project/") for part in Path(name).parts}
    assert not parts & {"answers", "solutions", "tests", "bench", "build", "grading", "my", ".venv", "__pycache__"}
    assert not parts & {"walkthrough.md", "exercises.md", "nbgrader_config.py", "gradebook.db"}


# --- all that it needs


def test_every_file_that_a_lesson_has_is_found_to_be_needed(everything):
    """So none that is needed is missed."""
    theirs = {p.relative_to(paths.CLONE).as_posix() for p in paths.LESSONS.glob("*/*") if p.is_file()}
    needed = {name for name in theirs if not name.endswith(".md")}
    assert {name for name in everything if name.startswith("lessons/")} == needed


def test_a_hand_out_with_dag_files_says_that_their_points_are_given_by_hand():
    readme = handout.files(["12-airflow-dags"])["README.md"].decode()
    ids = "`clean-import`, `split-the-task`, `read-the-error`, `repair-the-parcel-report`"
    assert f"Points for DAG files ({ids}) are given by hand" in readme
    assert handout.by_hand(["16-dbt-lineage"]) == []
    assert handout.by_hand(["18-on-kubernetes"]) == [
        "Points for DAG files (pod-for-a-task) are given by hand: grading runs none."
    ]
    assert "are given by hand" not in handout.files(["04-keeping-the-latest"])["README.md"].decode()


def test_a_lesson_brings_what_it_loads_of_another():
    """And no more of it: the other is no lesson there."""
    lessons = {name for name in handout.files(["09-backfill"]) if name.startswith("lessons/")}
    assert {name for name in lessons if "/09-backfill/" not in name} == {
        "lessons/07-full-refresh/pipeline.py",
        "lessons/08-incremental/pipeline.py",
    }


def _imports(source: bytes) -> set[str]:
    """The modules of the package that a file imports; of cli.py, those of learners' verbs."""
    tree = ast.parse(source)
    skipped = [
        inner
        for node in ast.walk(tree)
        if (
            isinstance(node, ast.FunctionDef)
            and any(ast.unparse(d).split(".")[0] in ("teachers", "classroom") for d in node.decorator_list)
        )
        or (isinstance(node, ast.If) and "TEACHERS" in ast.unparse(node.test))
        for inner in ast.walk(node)
    ]
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node not in skipped and node.module.startswith("workbook"):
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _module(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def test_the_package_is_whole_and_no_larger(everything):
    there = {_module(name) for name in everything if name.startswith("workbook/") and name.endswith(".py")}
    sources = [content for name, content in everything.items() if name.endswith(".py")]
    sources += ["\n".join(_cells(everything[name])).encode() for name in everything if name.endswith(".ipynb")]
    wanted = set().union(*map(_imports, sources))
    whole = {_module(p.relative_to(paths.CLONE).as_posix()) for p in (paths.CLONE / "workbook").rglob("*.py")}
    assert wanted & whole <= there
    started = {
        "workbook.__main__",
        "workbook.cli",
        "workbook.notebook.hub",
        "workbook.engines.airflow.inside.warm",
        "workbook.engines.airflow.inside.scheduler_trace",
        "workbook.engines.airflow.inside.scheduler",
        "workbook.engines.airflow.inside.arrivals",
        "workbook.engines.airflow.inside.pods",
        "workbook.engines.airflow.inside.pytests",
        "workbook.engines.airflow.inside.states",
        "workbook.engines.airflow.inside.stepping",
        "workbook.engines.dbt.inside",
        "workbook.engines.dbt.inside.warm",
        "workbook.engines.spark.batch_server",
        "workbook.engines.spark.inside",
        "workbook.engines.spark.inside.calls",
        "workbook.engines.spark.inside.errors",
        "workbook.engines.spark.inside.plan",
        "workbook.engines.spark.inside.warm",
    }  # by a command line
    started.add("workbook.engines.airflow.inside.standin.redshift_connector")  # imported by its place
    started |= {f"workbook.checking.{name}" for name in checking.CHECKS.values()}  # imported by their names
    started |= {name for name in there if name.startswith("workbook.earlier_names.")}  # what others import
    assert there - wanted <= started, "a teacher's? handout.NOT_FOR_LEARNERS"


def _cells(notebook: bytes) -> list[str]:
    cells = ("".join(cell["source"]) for cell in json.loads(notebook)["cells"] if cell["cell_type"] == "code")
    lines = (line for source in cells if not source.startswith("%%") for line in source.split("\n"))
    return [line for line in lines if re.match(r"from workbook[\w.]* import [\w, ]+$", line)]


def test_its_readme_and_makefile_speak_of_what_is_there(unpacked):
    readme = (unpacked / "README.md").read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", readme) if "://" not in link]
    assert {f"notebooks/{lesson}.ipynb" for lesson in CHOSEN} <= set(links)
    assert [link for link in links if not (unpacked / link).exists()] == []
    assert set(re.findall(r"\b\d\d-[a-z-]+", readme)) == set(CHOSEN)
    assert "- `my/04-keeping-the-latest/04-2-exercises.ipynb` (5 exercises, 5 points)" in readme
    makefile = (unpacked / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", makefile, re.MULTILINE))
    assert targets == {"lab", "setup", "classroom"}
    assert set(re.findall(r"(?:^|`)make (\w+)", readme, re.MULTILINE)) == {"lab", "setup"}
    verbs = {command.callback.__name__ for command in cli.app.registered_commands}
    assert {verb for verb in re.findall(r"workbook ([a-z]+)\b", readme) if f"`workbook {verb}" in readme} <= verbs


def run(folder: Path, *words: str) -> subprocess.CompletedProcess:
    env = {**os.environ, "WORKBOOK_MY": str(folder / "my")}
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8", timeout=100)


def test_it_works_where_it_was_unpacked(home, unpacked):
    """Its own copy of the package: the verbs that it has, the learner's copies, a check."""
    verbs = run(unpacked, "workbook", "--help").stdout
    assert "check" in verbs and "fresh" in verbs
    assert not re.search(r"\b(build|handout|grade)\b", verbs)
    done = run(unpacked, "workbook", "fresh", CHOSEN[1])
    assert "my/04-keeping-the-latest/04-2-exercises.ipynb: fresh" in done.stdout
    copies, release = unpacked / "my" / CHOSEN[1], paths.CLONE / RELEASE
    asked, given = (
        [
            cell["source"]
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
            if "nbgrader" in cell["metadata"]
        ]
        for path in (copies / "04-2-exercises.ipynb", release)
    )
    assert asked == given != []
    for kind, code in (("right", 0), ("wrong", 1)):
        [answer, *_] = sorted((paths.LESSONS / CHOSEN[0] / "answers").glob(f"{kind}-own-identity-*.sql"))
        done = run(unpacked, "workbook", "check", "own-identity", str(answer))
        assert done.returncode == code, done.stderr
    assert "1 of 9 passed" in run(unpacked, "workbook", "progress").stdout


# --- how it is written


def test_the_same_lessons_make_the_same_file(package, tmp_path):
    assert handout.write(["03", "04", "04"], tmp_path / "other.ZIP") == CHOSEN
    assert (tmp_path / "other.ZIP").read_bytes() == package.read_bytes()


def test_a_folder_holds_what_the_zip_file_holds(package, tmp_path):
    (tmp_path / "empty").mkdir()
    handout.write(CHOSEN, tmp_path / "empty")
    with zipfile.ZipFile(package) as file:
        packed = {name.removeprefix("elt-workbook/"): file.read(name) for name in file.namelist()}
    written = {
        p.relative_to(tmp_path / "empty").as_posix(): p for p in (tmp_path / "empty").rglob("*") if p.is_file()
    }
    assert {name: path.read_bytes() for name, path in written.items()} == packed
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "a.zip").write_text("mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").write_text("mine")
    for name in ("a.zip", "full"):
        with pytest.raises(WorkbookError, match=f"{name} exists already, and stays as it is"):
            handout.write(["04"], tmp_path / name)
    assert (tmp_path / "a.zip").read_text() == (tmp_path / "full" / "a").read_text() == "mine"


def test_an_unknown_lesson(tmp_path):
    with pytest.raises(WorkbookError, match=r"no lesson '44'. The lessons are: 00-start-here"):
        handout.write(["04", "44"], tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_built_is_not_handed_out(tmp_path, monkeypatch):
    monkeypatch.setattr(handout.build, "stale", lambda names: ["exercises/x is not what nbgrader makes of y"])
    with pytest.raises(WorkbookError, match="not built from its lesson:\nexercises/x is not what"):
        handout.write(["04"], tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_can_not_be_written(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(WorkbookError, match=r"a.zip can't be written: File exists"):
        handout.write(["04"], tmp_path / "file" / "a.zip")

    def refused(*_, **__):
        raise PermissionError(13, "Permission denied", str(tmp_path))

    monkeypatch.setattr(handout.tempfile, "TemporaryDirectory", refused)
    with pytest.raises(WorkbookError, match=r"a.zip can't be written: Permission denied"):
        handout.write(["04"], tmp_path / "a.zip")


def test_a_full_disk_leaves_nothing_half_written(tmp_path, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(WorkbookError, match="No space left on device"):
        handout.write(["04"], tmp_path / "folder")
    assert list(tmp_path.iterdir()) == []
