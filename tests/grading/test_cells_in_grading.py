"""What a student's cells do above an answer, below it and beside it: what passes in Jupyter gets its points."""

import csv
import json

import pytest

from tests.grading.submitted_notebooks import answer, at, code, filled, hand_in
from workbook.grading import records
from workbook.grading.grade import grade
from workbook.grading.grade import summary as summary_of

LESSON = "05-weather-forecast"
GOOD = answer(LESSON, "right-load-forecast-autocommit-and-back.py")
APPEND = answer(LESSON, "right-append-forecast-columns-named.sql")
WRONG = "def load_forecast(conn, rows):\n    conn.cursor().execute('SELECT 1')\n"
COUNT = """cur = warehouse.cursor()
cur.execute('SELECT count(*) FROM sent')
assert cur.fetchone()[0] > 0
"""
NEEDS = "assert {} is not None\n"  # so that the answer hangs on what stands above it

# Cells above the answer, and what the answer's own cell begins with.
ABOVE = {
    "warehouse": ([], COUNT),
    "source": ([], "source.cursor().execute('SELECT 1')\n"),
    "connections": (
        ["c = connect('warehouse', autocommit=True)\nstore = connect('store')", "names = store.list_buckets()"],
        "assert bucket in [each['Name'] for each in names['Buckets']] and c.autocommit\n",
    ),
    "a frame": (["%%sql warehouse d <<\nSELECT * FROM incoming"], "rows = [tuple(r) for r in d.values]\n"),
    "a frame by a name": (
        ["day = '2024-01-01'", "%%time\n%%sql warehouse d <<\nSELECT :day AS day"],
        "assert d.day[0] == '2024-01-01'\n",
    ),
    "a table of its own": (["%%sql warehouse\nCREATE TABLE mine AS SELECT 1 AS one", COUNT + "x = 1"], COUNT),
    "await": (
        ["import asyncio\nasync def f():\n    await asyncio.sleep(0)\n    return 5", "n = await f()"],
        "assert n == 5\n",
    ),
    "the lesson in one cell": ([], f'%load_ext workbook\nlesson("{LESSON}")\n{COUNT}'),
    "reset": (["warehouse.cursor().execute('DROP TABLE sent')", "reset()"], COUNT),
    "it drops the tables": (
        ["for t in ('weather_forecast',):\n    warehouse.cursor().execute(f'DROP TABLE {t}')"],
        "",
    ),
    "programs": (
        ["!pip install polars\nfiles = !ls\n%pip list\n%matplotlib inline\n%load_ext autoreload"],
        "files\n",
    ),
    "timed": (["%%capture out\nprint('hello')", "%%time\nm = 1"], "assert out.stdout == 'hello\\n' and m == 1\n"),
    "it raises": (["raise ValueError('on purpose')", "import sys; sys.exit()", "1 / 0"], ""),
    "much output": (["for n in range(10**5): print('x' * 100)", "7"], "assert _ == 7\n"),
    "written here": (["%%writefile mine.py\ntwo = 2", "from mine import two"], NEEDS.format("two")),
    "an annotation": (
        ["from __future__ import annotations\nimport dataclasses as d\n@d.dataclass\nclass Row:\n    n: int"],
        NEEDS.format("Row(1)"),
    ),
}
FILES = {
    "a module": ({"helpers.py": b"go = 1\n"}, "from helpers import go\n"),
    "a package": (
        {
            "tools/__init__.py": b"",
            "tools/load.py": b"from pathlib import Path\ngo = Path('data/x.csv').read_text()\n",
            "data/x.csv": "점수\n".encode(),
        },
        "import tools.load\nassert tools.load.go == '점수\\n'\n",
    ),
    "a script": ({"script.py": b"go = 1\n"}, "%run script.py\nassert go == 1\n"),
}  # fmt: skip


def notebook(above=(), begin="", good=GOOD) -> dict:
    whole = filled(LESSON, {"append-forecast": APPEND, "load-forecast": begin + good})
    place = at(whole, "load-forecast")
    whole["cells"][place:place] = [code(source) for source in above]
    return whole


def with_cells(*sources: str, below=()) -> dict:
    """The lesson's notebook whose answer cell has become these, with others below the check."""
    whole = notebook()
    place = at(whole, "load-forecast")
    whole["cells"][place : place + 1] = [code(source) for source in sources]
    place = at(whole, "check-load-forecast") + 1
    whole["cells"][place:place] = [code(source) for source in below]
    return whole


def numbered(whole: dict, **numbers: int) -> dict:
    """Jupyter's numbers of the cells that begin with these words."""
    for cell in whole["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = next(
                (n for words, n in numbers.items() if "".join(cell["source"]).startswith(words)), None
            )
    return whole


SIZE = GOOD.replace("    try:", "    assert SIZE\n    try:", 1)
OTHERS = {
    "a name from below": with_cells(SIZE, below=["SIZE = other + 1", "other = 1"]),
    "a wrong copy below the check": with_cells(GOOD, below=[WRONG]),
    "an untouched copy": notebook(),
    "a wrong copy that ran later": numbered(
        with_cells(f"good = 1\n{GOOD}", f"bad = 1\n{WRONG}"), **{"good": 5, 'check("load-forecast': 6, "bad": 7}
    ),
    "all in one cell": with_cells(f"{GOOD}\ncheck('load-forecast')\ndef load_forecast(): pass"),
    "a call for a SQL cell": with_cells(GOOD),
}


@pytest.fixture(scope="module")
def graded(home, tmp_path_factory):
    """What became of all of them, and the rows of grades.csv."""
    folder = tmp_path_factory.mktemp("cells")
    submitted = folder / "submitted"
    for student, (above, begin) in ABOVE.items():
        hand_in(submitted, student, LESSON, notebook(above, begin))
    for student, (files, begin) in FILES.items():
        place = hand_in(submitted, student, LESSON, notebook((), begin)).parent
        for name, data in files.items():
            (place / name).parent.mkdir(exist_ok=True)
            (place / name).write_bytes(data)
    stub = json.loads(json.dumps(filled(LESSON, {})))["cells"]
    untouched = OTHERS["an untouched copy"]["cells"]
    place = next(n for n, cell in enumerate(untouched) if cell.get("id") == "load-forecast")
    untouched.insert(place + 1, next(cell for cell in stub if cell.get("id") == "load-forecast"))
    merged = OTHERS["all in one cell"]
    del merged["cells"][at(merged, "check-load-forecast")]
    called = OTHERS["a call for a SQL cell"]["cells"]
    [cell] = [cell for cell in called if cell.get("id") == "append-forecast"]
    cell["source"] = f"q = {APPEND!r}\nget_ipython().run_cell_magic('sql', '--answer append-forecast', q)"
    for student, whole in OTHERS.items():
        hand_in(submitted, student, LESSON, whole)
    hand_in(submitted, "no package", LESSON, notebook((), "import nosuchpackage\n"))
    hand_in(submitted, "a missing name", LESSON, notebook(["import nosuchpackage\nSIZE = 1"], "", SIZE))
    done = grade(submitted, folder / "grades", seed=7)
    records.write_csv(folder / "grades" / "grades.csv", done.records)
    with (folder / "grades" / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["student"], row["exercise"]): row for row in csv.DictReader(file)}
    return {record.student: record for record in done.records}, rows


@pytest.mark.parametrize("student", [*ABOVE, *FILES, *OTHERS])
def test_what_passes_in_jupyter_gets_its_points(graded, student):
    record = graded[0][student]
    found = {result.exercise: (result.points, result.reason) for result in record.results}
    assert found["load-forecast"] == (2, ""), record.remarks
    assert found["append-forecast"] == (1, "")


def test_an_order_that_is_not_the_notebooks_is_told(graded):
    [said] = [text for text in graded[0]["a name from below"].remarks if "stands below the check" in text]
    assert said.startswith("load-forecast: cell ") and "Restart the kernel" in said
    [said] = [text for text in graded[0]["a wrong copy that ran later"].remarks if "Jupyter's numbers" in text]
    assert said.startswith("load-forecast: the cells were run in the order of")


@pytest.mark.parametrize("student", ["no package", "a missing name"])
def test_a_cell_that_fails_in_grading_is_told_beside_the_exercise(graded, student):
    records_of, rows = graded
    [result] = [result for result in records_of[student].results if result.exercise == "load-forecast"]
    assert result.points == 0
    assert "raised ModuleNotFoundError: No module named 'nosuchpackage'" in result.reason
    assert any("nosuchpackage" in line["text"] for line in result.lines)
    assert rows[student, "load-forecast"]["reason"] == result.reason
    assert rows[student, "append-forecast"]["points"] == "1"


# --- which file


def test_of_several_notebooks_the_one_with_most_answers_is_graded_and_named(home, tmp_path):
    submitted = tmp_path / "submitted"
    full, none = filled(LESSON, {"append-forecast": APPEND}), filled(LESSON, {})
    hand_in(submitted, "a", LESSON, none)
    hand_in(submitted, "a", LESSON, full, "weather-forecast (1).ipynb")
    hand_in(submitted, "b", LESSON, full)
    hand_in(submitted, "b", LESSON, filled(LESSON, {"append-forecast": "SELECT 1"}), "weather-forecast (1).ipynb")
    hand_in(submitted, "c", LESSON, none, "weather-forecast(1).ipynb")
    hand_in(submitted, "c", LESSON, full, "weather-forecast (2).ipynb")
    hand_in(submitted, "d", LESSON, full, f"{LESSON}/weather-forecast.IPYNB")
    hand_in(submitted, "d", LESSON, none, ".ipynb_checkpoints/weather-forecast-checkpoint.ipynb")
    hand_in(submitted, "e", LESSON, full)
    done = grade(submitted, tmp_path / "grades", seed=7)
    points = {record.student: record.results[0].points for record in done.records}
    assert points == dict.fromkeys("abcde", 1)
    said = summary_of(done, [])
    assert (
        f"a/{LESSON}: The notebook should be named 05-2-exercises.ipynb, not weather-forecast (1).ipynb." in said
    )
    assert "It holds 1 answers, weather-forecast.ipynb 0." in said
    assert f"b/{LESSON}: Only weather-forecast.ipynb was graded, not weather-forecast (1).ipynb." in said
    assert f"not {LESSON}/weather-forecast.IPYNB." in said
    assert f"e/{LESSON}" not in said
    again = grade(submitted, tmp_path / "grades", seed=7)
    assert (again.kept, again.choices) == (5, done.choices)
    (submitted / "e" / LESSON / "helpers.py").write_text("x = 1", encoding="utf-8")
    assert grade(submitted, tmp_path / "grades", seed=7).made == 1
    record = records.read(records.path_of(tmp_path / "grades", "a", LESSON))
    assert "Only weather-forecast (1).ipynb was graded" in " ".join(record.remarks)
