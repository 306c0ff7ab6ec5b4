"""What is built is what the lessons say, runs from its top, and is told when it is stale.

Over 300 lines: each a small test of one thing that an author may write wrongly.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from tests.build.small_lesson import CHECKS, EXERCISES, WALKTHROUGH, write_lesson
from workbook import build, paths
from workbook.build import execute, markdown
from workbook.build.files import LessonFiles
from workbook.build.release import learners_version
from workbook.errors import WorkbookError
from workbook.exercises import registry

NAME = "98-counting"
CLONE = paths.CLONE

SQL = """\
```sql magic_args="--answer newest"
-- ### BEGIN SOLUTION
SELECT max(date) FROM temp_weather
-- ### END SOLUTION
```

```python
check("newest")
```
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    """An empty clone, with nbgrader's configuration alone."""
    monkeypatch.setattr(paths, "CLONE", tmp_path)
    for name in ("LESSONS", "NOTEBOOKS", "SOLUTIONS", "EXERCISES"):
        monkeypatch.setattr(paths, name, tmp_path / name.lower())
    shutil.copy(CLONE / "nbgrader_config.py", tmp_path)
    registry.load.cache_clear()
    registry.load_module.cache_clear()
    return tmp_path


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A clone with one lesson, built once."""
    folder = tmp_path_factory.mktemp("once")
    with pytest.MonkeyPatch.context() as patch:
        made = root.__wrapped__(folder, patch)
        write_lesson(made, NAME)
        build.build(report=lambda line: None)
    return made


@pytest.fixture
def built(once, root):
    """A copy of that clone, to tamper with."""
    shutil.copytree(once, root, dirs_exist_ok=True)
    return LessonFiles(NAME)


def read(path: Path):
    return nbformat.read(path, as_version=4)


def change(path: Path, edit) -> None:
    """Apply `edit` to the notebook at `path`."""
    notebook = read(path)
    edit(notebook)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


def derive(root: Path, text: str, *ids: str):
    write_lesson(root, NAME, exercises=text)
    return markdown.exercises(LessonFiles(NAME), dict.fromkeys(ids, SimpleNamespace(points=1, hints=())))[0]


# --- what is built


def test_the_three_files_are_built_and_fresh(built):
    assert all(path.exists() for path in built.built)
    assert build.stale() == []
    assert build.stale(["98"]) == build.stale([NAME]) == []


def test_a_second_build_gives_the_same_bytes(built):
    before = [path.read_bytes() for path in built.built]
    told = []
    build.build([NAME], report=told.append)
    assert [path.read_bytes() for path in built.built] == before
    assert told == [
        "built notebooks/98-counting.ipynb",
        "built solutions/98-counting/counting.ipynb",
        "built exercises/98-counting/counting.ipynb",
    ]


def test_outputs_are_kept_and_nothing_of_the_machine(built):
    notebook = read(built.notebook)
    assert notebook.cells[3].outputs[0].text == "3\n"
    assert notebook.cells[4].outputs[0].ename == "IndexError"
    assert notebook.metadata == {"kernelspec": markdown.KERNEL, "language_info": {"name": "python"}}
    assert [set(cell.metadata) for cell in notebook.cells] == [set(), set(), set(), set(), {"tags"}, set()]


def test_cells_are_marked_for_nbgrader_by_rule(built):
    marks = {c.id: c.metadata.nbgrader for c in read(built.solution).cells if "nbgrader" in c.metadata}
    assert list(marks) == ["total", "check-total", "guess", "check-guess"]
    assert [key for key, mark in marks.items() if mark.solution and not mark.locked] == ["total", "guess"]
    assert {key: m.points for key, m in marks.items() if m.grade} == {"check-total": 2, "check-guess": 1}
    assert all(key == mark.grade_id for key, mark in marks.items())
    assert not any("nbgrader" in cell.metadata for cell in read(built.notebook).cells)


def test_the_cell_that_sets_up_is_read_only(root):
    setup = '```python\n%load_ext workbook\nlesson("98-counting")\n```\n'
    notebook = derive(root, setup + SQL, "newest")
    mark = notebook.cells[0].metadata.nbgrader
    assert (mark.grade_id, mark.locked, mark.solution, mark.grade) == ("setup", True, False, False)
    made = nbformat.reads(learners_version(notebook), as_version=4)
    assert made.cells[0].metadata.editable is False


def test_the_ids_of_cells_hang_on_their_text_alone(root):
    one = derive(root, "# T\n\n```python\n1\n```\n\n```python\n1\n```\n" + SQL, "newest")
    two = derive(root, "# T\n\n```python\n0\n```\n\n```python\n1\n```\n\n```python\n1\n```\n" + SQL, "newest")
    ids = [cell.id for cell in one.cells]
    assert len(set(ids)) == len(ids)
    assert [cell.id for cell in two.cells if cell.source != "0"] == ids


# --- what a learner gets


def test_the_exercises_are_what_nbgrader_generates(built):
    """The command itself, in the folder as it is, over the solutions as they are."""
    # One answer in SQL too; this lesson has none, since it runs without a server.
    sql = "%%sql --answer guess\n-- ### BEGIN SOLUTION\nSELECT '한글'\n-- ### END SOLUTION"
    change(built.solution, lambda notebook: notebook.cells[6].update(source=sql))
    ours = learners_version(read(built.solution)).encode()
    assert b"-- YOUR ANSWER HERE" in ours
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader calls `alembic`
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "--force", NAME]
    subprocess.run(command, cwd=paths.CLONE, env={**os.environ, "PATH": path}, check=True, capture_output=True)
    assert built.release.read_bytes() == ours


def test_no_answer_and_no_output_reaches_the_learner(built):
    text = built.release.read_text(encoding="utf-8")
    assert "SOLUTION" not in text
    assert "return sum(rows)" not in text and '{\\"empty\\": 0}' not in text
    assert not any(cell.get("outputs") for cell in read(built.release).cells)


def test_each_language_gets_a_stub_of_its_own(built, root):
    sources = {cell.id: cell.source for cell in read(built.release).cells}
    function = sources["total"].split("\n")
    assert function[0] == "def total(rows):"
    assert function[2:] == ["    # YOUR ANSWER HERE", "    raise NotImplementedError()"]
    assert sources["guess"] == 'guess = {"empty": ...}\n# Replace each ... above.'
    sql = nbformat.reads(learners_version(derive(root, SQL, "newest")), as_version=4)
    assert sql.cells[0].source == "%%sql --answer newest\n-- YOUR ANSWER HERE"


# --- what does not run


def test_an_error_stops_the_lesson_and_keeps_its_files(built, root):
    before = [path.read_bytes() for path in built.built]
    write_lesson(root, "99-other")
    write_lesson(
        root,
        NAME,
        walkthrough=WALKTHROUGH,
        exercises=EXERCISES.replace("return sum(rows)", "return 1 / 0 * sum(rows)").replace(
            'check("guess")', 'total([1])\ncheck("guess")'
        ),
    )
    with pytest.raises(WorkbookError) as caught:
        build.build(report=lambda line: None)
    message = str(caught.value)
    assert message.startswith(
        "solutions/98-counting/counting.ipynb: cell 8 raised ZeroDivisionError: division by zero"
    )
    assert 'total([1])\n    check("guess")' in message
    assert "Traceback" not in message
    assert [path.read_bytes() for path in built.built] == before
    assert [path.exists() for path in LessonFiles("99-other").built] == [True, True, True]
    assert not list(root.rglob(".*.ipynb.*")), "no half-written file is left"


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("import time\ntime.sleep(60)", "took over 1 seconds"),
        ("import os\nos._exit(1)", "ended the kernel"),
        (
            "import pathlib\nprint(pathlib.Path.cwd(), 'x\\n' * 125_000)",
            r"cell 2 prints .*, a path of this machine; it has 1,6.* bytes, more than 200,000",
        ),
    ],
)
def test_a_cell_that_can_not_be_committed_stops_the_build(root, monkeypatch, cell, why):
    monkeypatch.setattr(execute, "CELL_SECONDS", 1)
    write_lesson(root, NAME, walkthrough=f"# T\n\n```python\n{cell}\n```\n")
    with pytest.raises(WorkbookError, match=why):
        build.build(report=lambda line: None)
    assert not LessonFiles(NAME).notebook.exists()


def test_files_that_can_not_be_written_keep_what_they_hold(built, monkeypatch):
    def full(path, target):
        raise OSError(28, "No space left on device", str(path))

    before = [path.read_bytes() for path in built.built]
    monkeypatch.setattr(execute, "run", lambda notebook, folder, name: None)
    monkeypatch.setattr(execute, "faults", lambda notebook, text: [])
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(WorkbookError, match=r"98-counting can't be written: No space left on device \("):
        build.build(report=lambda line: None)
    assert [path.read_bytes() for path in built.built] == before
    assert not list(paths.CLONE.rglob(".*.ipynb.*")), "no half-written file is left"


def test_how_a_cell_is_run(root):
    """In the notebook's own folder, not with the author's progress, and without frames of libraries in errors."""
    text = f"""
```python
from pathlib import Path
from types import SimpleNamespace
from workbook import paths
print(Path.cwd().name, str(paths.my()) != {str(paths.my())!r})
```

```python tags=["raises-exception"]
import json
json.loads("{{")
```
"""
    write_lesson(root, NAME, walkthrough=text)
    build.build(report=lambda line: None)
    place, fails, _ = read(LessonFiles(NAME).notebook).cells
    assert place.outputs[0].text == "notebooks True\n"
    trace = json.dumps(fails.outputs[0].traceback)
    assert "json.loads" in trace and "JSONDecodeError" in trace
    assert "decoder.py" not in trace


def test_the_servers_are_started_before_any_cell_runs(root, monkeypatch):
    """A kernel would start the store over its own temporary folder, and leave it running there."""
    order = []
    monkeypatch.setattr(build.servers, "ensure", lambda report: order.append("servers"))
    monkeypatch.setattr(execute, "run", lambda notebook, folder, name: order.append("cells"))
    write_lesson(root, NAME)
    with pytest.raises(WorkbookError, match="not been executed"):
        build.build(report=lambda line: None)
    assert order[:2] == ["servers", "cells"]


# --- what is stale


def _set(index, **values):
    return lambda notebook: notebook.cells[index].update(values)


def _edit_notebook(edit):
    return lambda files: change(files.notebook, edit)


TAMPERED = {
    "the lesson's text": (
        lambda f: f.walkthrough.write_text(WALKTHROUGH.replace("One", "A"), encoding="utf-8"),
        "notebooks/98-counting.ipynb is not what the lesson's text says: run: workbook build 98-counting",
    ),
    "an answer in the lesson's text": (
        lambda f: f.exercises.write_text(EXERCISES.replace("sum(rows)", "sum(rows, 0)"), encoding="utf-8"),
        "solutions/98-counting/counting.ipynb is not what the lesson's text says",
    ),
    "a built cell": (_edit_notebook(_set(2, source="rows = [1, 2, 4]")), "is not what the lesson's text says"),
    "a built cell's metadata": (_edit_notebook(_set(2, metadata={"tags": []})), "is not what the lesson's text"),
    "the kernel": (
        _edit_notebook(lambda notebook: notebook.metadata.kernelspec.update(name="mine")),
        "is not what the lesson's text says",
    ),
    "a cell that was not executed": (
        _edit_notebook(_set(2, execution_count=None)),
        "notebooks/98-counting.ipynb: cell 3 has not been executed",
    ),
    "cells executed out of order": (
        _edit_notebook(_set(2, execution_count=7)),
        "cell 3 was not executed in its place",
    ),
    "an error that nobody expects": (
        _edit_notebook(
            lambda nb: nb.cells[3].outputs.append(
                nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])
            )
        ),
        "cell 4 holds an error",
    ),
    "an expected error that is not there": (
        _edit_notebook(_set(4, outputs=[])),
        "cell 5 is tagged raises-exception",
    ),
    "a path of this machine": (
        _edit_notebook(lambda nb: nb.cells[3].outputs[0].update(text=f"{paths.CLONE / 'data'}\n")),
        "a path of this machine",
    ),
    "a grade cell that writes to stderr": (
        lambda f: change(f.solution, lambda nb: nb.cells[4].outputs[0].update(name="stderr")),
        "cell 5 writes to stderr",
    ),
    "too large a notebook": (
        _edit_notebook(lambda nb: nb.cells[3].outputs[0].update(text="x" * 200_000)),
        "more than 200,000",
    ),
    "the exercises": (
        lambda f: change(f.release, _set(0, source="# Mine")),
        "exercises/98-counting/counting.ipynb is not what nbgrader makes of solutions/98-counting/counting.ipynb",
    ),
    "a file that a merge broke": (
        lambda f: f.notebook.write_text("<<<<<<< ours\n{}\n", encoding="utf-8"),
        "notebooks/98-counting.ipynb is not a notebook",
    ),
    "a file that is gone": (lambda f: f.release.unlink(), "exercises/98-counting/counting.ipynb is missing"),
    "a stray notebook": (
        lambda f: shutil.copy(f.notebook, f.notebook.with_name("97-gone.ipynb")),
        "notebooks/97-gone.ipynb belongs to no lesson: delete it.",
    ),
    "a stray file beside the exercises": (
        lambda f: (f.release.parent / "notes.txt").write_text("x"),
        "exercises/98-counting/notes.txt belongs to no lesson",
    ),
    "an exercise that checks.py does not define": (
        lambda f: write_lesson(paths.CLONE, NAME, checks=CHECKS.replace("guess", "other")),
        "check(\"guess\") is for an exercise that checks.py does not define",
    ),
    "an exercise that the text does not ask": (
        lambda f: write_lesson(
            paths.CLONE, NAME, checks=CHECKS.replace("1)]", '1), worth("third", 1)]')
        ),
        "exercises.md has no check('third'), which checks.py defines",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERED)
def test_stale(built, what):
    tamper, says = TAMPERED[what]
    assert build.stale() == []
    tamper(built)
    registry.load.cache_clear()
    registry.load_module.cache_clear()
    found = build.stale()
    assert any(says in line for line in found), found


def test_editors_leave_hidden_files_that_are_no_ones_business(built):
    hidden = built.notebook.parent / ".ipynb_checkpoints" / "98-counting-checkpoint.ipynb"
    hidden.parent.mkdir()
    shutil.copy(built.notebook, hidden)
    assert build.stale() == []


# --- what an author writes wrongly


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('```python\ncheck("newest")\n```\n', "no cell with BEGIN SOLUTION stands before"),
        (SQL.split("```python")[0], "no check(…) follows the answer"),
        (SQL + SQL, "comes twice"),
        (SQL.replace("--answer newest", "--answer oldest"), "must say --answer newest"),
        (SQL.replace("--answer newest", "warehouse"), "must say --answer newest"),
        (SQL.replace("-- ### END SOLUTION\n", ""), "one line -- ### END SOLUTION"),
        (SQL.replace("-- ###", "###"), "one line -- ### BEGIN SOLUTION"),
        (SQL.replace("newest", "unknown"), "checks.py does not define"),
        ("```sql\nSELECT 1\n```\n", "names no engine"),
        ('```python\nlesson("04-other")\n```\n', 'should be lesson("98-counting")'),
        ("```python\n\n```\n", "a cell is empty"),
    ],
)
def test_a_broken_convention_is_said_in_a_sentence(root, text, says):
    with pytest.raises(WorkbookError) as caught:
        derive(root, text, "newest")
    assert says in str(caught.value)
    assert str(caught.value).startswith("lessons/98-counting/exercises.md: ")


def test_no_sentence_of_a_lesson_becomes_a_list():
    """Markdown makes a list of a paragraph that begins with a number and a full stop, as "1002. All rows …"."""
    number = re.compile(r"(?:^|\n\n)(\d+)[.)] ")
    for text in paths.LESSONS.glob("*/*.md"):
        assert set(number.findall(text.read_text(encoding="utf-8"))) <= {"1"}, text


def test_a_text_that_is_not_utf_8_is_said(root):
    (write_lesson(root, NAME) / "exercises.md").write_bytes("# 한글\n".encode("euc-kr"))
    with pytest.raises(WorkbookError, match="byte 3 is not UTF-8"):
        markdown.exercises(LessonFiles(NAME), {})


def test_sql_that_is_only_shown_stays_text(root):
    shown = "<!-- #region -->\n```sql\nSELECT 1 QUALIFY true\n```\n<!-- #endregion -->\n\n"
    notebook = derive(root, shown + SQL, "newest")
    assert notebook.cells[0].cell_type == "markdown"
    assert "QUALIFY" in notebook.cells[0].source


def test_a_text_saved_by_jupyter_is_read_too(root):
    header = "---\njupyter:\n  kernelspec:\n    display_name: Mine\n    language: python\n    name: mine\n---\n\n"
    assert derive(root, header + SQL, "newest") == derive(root, SQL, "newest")


def test_a_lesson_is_whole_and_named_as_one(root):
    folder = write_lesson(root, NAME)
    (folder / "checks.py").unlink()
    assert build.stale() == ["lessons/98-counting has no checks.py, which each lesson needs."]
    folder.rename(folder.with_name("Counting"))
    with pytest.raises(WorkbookError, match="lessons/Counting is not named as a lesson is"):
        build.stale()


def test_an_unknown_lesson_is_refused_by_name(built):
    with pytest.raises(WorkbookError, match=r"no lesson '12'. The lessons are: 98-counting"):
        build.build(["98", "12"])


# --- the repository


def test_everything_built_is_fresh():
    """Every notebook: from its lesson's text, each cell executed, no error; nbval proves the outputs alone."""
    assert build.stale() == []
