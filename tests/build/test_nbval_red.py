"""A run goes red on a changed output, a broken SQL cell, and a cell that was not executed."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
from nbval.plugin import get_sanitize_patterns

from workbook import paths
from workbook.build import execute, markdown
from workbook.build.files import LessonFiles

SANITIZE = Path(__file__).parent.parent / "nbval-sanitize.cfg"
LESSON = "00-start-here"
TEXT = f"""\
```python
%load_ext workbook
lesson("{LESSON}")
```

```sql magic_args="warehouse"
SELECT 1 AS one
```

```sql magic_args="warehouse"
SELECT 2 AS two
```

```sql magic_args="warehouse"
SELECT 3 AS three
```

```sql magic_args="source"
SELECT 4 AS four
```

```python
print("five")
```

```python
6
```

```sql magic_args="warehouse" tags=["raises-exception"]
SELECT seven
```

```python
8
```
"""


def _change_text(cell):
    [output] = cell.outputs
    output.data["text/plain"] = output.data["text/plain"].replace("1", "9")


def _change_html(cell):
    [output] = cell.outputs
    output.data["text/html"] = output.data["text/html"].replace("2", "9")


def _break(cell):
    cell.source = cell.source.replace("SELECT", "SELEKT")


def _ask_otherwise(cell):
    cell.source = cell.source.replace("4", "9")


def _change_stream(cell):
    cell.outputs[0].text = "nine\n"


def _drop(cell):
    cell.outputs = []


def _change_error(cell):
    cell.outputs[0].evalue = "another message"


def _unexecute(cell):
    cell.outputs, cell.execution_count = [], None


# Of the code cells, by number; the first stays as it is.
TAMPERED = (_change_text, _change_html, _break, _ask_otherwise, _change_stream, _drop, _change_error, _unexecute)


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    """Two executed notebooks, the second one tampered with."""
    folder = tmp_path_factory.mktemp("nbval")
    lesson = folder / "lessons" / LESSON
    lesson.mkdir(parents=True)
    (lesson / "walkthrough.md").write_text(TEXT, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "CLONE", folder)
        patch.setattr(paths, "LESSONS", folder / "lessons")
        whole = markdown.walkthrough(LessonFiles(LESSON), {})
    execute.run(whole, folder, "the notebook of this test")
    tampered = nbformat.from_dict(whole)
    nbformat.write(whole, folder / "whole.ipynb")
    for cell, tamper in zip(tampered.cells[1:-1], TAMPERED, strict=True):
        tamper(cell)
    nbformat.write(tampered, folder / "tampered.ipynb")
    shutil.rmtree(folder / "lessons")
    return folder


@pytest.fixture(scope="module")
def failed(notebooks):
    """The numbers of the cells that nbval failed, by notebook."""
    report = notebooks / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
    command += ["--nbval", f"--nbval-sanitize-with={SANITIZE}", "--nbval-cell-timeout=120", "."]
    subprocess.run(command, cwd=notebooks, capture_output=True, timeout=300)
    found = {"whole": [], "tampered": []}
    cases = list(ElementTree.parse(report).iter("testcase"))
    assert len(cases) == 2 * (len(TAMPERED) + 1), "nbval did not run every cell"
    for case in cases:
        if case.find("failure") is not None or case.find("error") is not None:
            found[case.get("classname").split(".")[0]].append(int(re.search(r"\d+$", case.get("name"))[0]))
    return found


def test_a_notebook_as_it_was_built_is_green(failed):
    assert failed["whole"] == []


def test_each_changed_output_and_each_broken_cell_is_red(failed):
    caught = [tamper for number, tamper in enumerate(TAMPERED, 1) if number in failed["tampered"]]
    assert caught == [tamper for tamper in TAMPERED if tamper is not _unexecute]


def test_a_cell_that_was_not_executed_is_red_where_nbval_is_not(notebooks, failed):
    number = TAMPERED.index(_unexecute) + 1
    assert number not in failed["tampered"], "nbval sees it itself now: this test and its part in stale() can go"
    text = (notebooks / "tampered.ipynb").read_text(encoding="utf-8")
    faults = execute.faults(nbformat.reads(text, as_version=4), text)
    assert f"cell {number + 1} has not been executed" in faults


def test_every_line_of_the_sanitizing_file_is_used():
    text = SANITIZE.read_text(encoding="utf-8")
    written = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    used = [line for pair in get_sanitize_patterns(text) for line in (f"regex: {pair[0]}", f"replace: {pair[1]}")]
    assert written == used
