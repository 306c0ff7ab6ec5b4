"""A small class, right, wrong, broken and hostile: from the hand-out to grades, feedback and gradebook."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests.grading.submitted_notebooks import LATEST, code, hand_in
from workbook.exercises import answer_files, registry
from workbook.grading import gradebook, records, report
from workbook.grading.classrules.class_file import ClassRules
from workbook.grading.grade import grade
from workbook.grading.pages import write_pages
from workbook.grading.sandbox import system

FORECAST = "05-weather-forecast"
# Cells of a learner's own above good answers. None of them is worth a point more or less.
HOSTILE = {
    "exits": "import os\nos._exit(0)",
    "leaves": "import sys\nsys.exit('enough')",
    "loops": "while True:\n    pass",
    "shouts": "for _ in range(10**7):\n    print('x' * 100)",
    "deletes": "import shutil\nshutil.rmtree('/', ignore_errors=True)",
    "replaces": "check = lambda exercise: True",
}
# An answer that does nothing, below a cell that would make the check say otherwise.
FORGED = """import sys
for name, module in list(sys.modules.items()):
    if name.startswith("workbook") and hasattr(module, "Verdict"):
        module.Verdict.passed = property(lambda verdict: True)
"""
NOTHING = "def load_forecast(conn, rows):\n    conn.cursor().execute('SELECT 1')\n"
BROKEN = {
    "empty": b"",
    "conflict": b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> theirs\n",
    "no-json": "안녕하세요".encode(),
    "a-list": b"[1, 2, 3]",
}


def answers(lesson: str, kind: str) -> dict[str, list[answer_files.AnswerFile]]:
    found = {key: [] for key in registry.load(lesson).exercises}
    for file in answer_files.of_lesson(lesson):
        if file.kind == kind:
            found[file.exercise.id].append(file)
    return found


def solved(handed_out: Path, texts: dict[str, object]) -> dict:
    notebook = json.loads(handed_out.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell.get("id") in texts:
            first = "".join(cell["source"]).split("\n")[0]
            head = first + "\n" if first.startswith("%%sql") else ""
            cell["source"] = head + texts[cell["id"]]
    return notebook


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("hand out") / "class"
    command = [sys.executable, "-m", "workbook", "handout", "04", "05", "-o", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    names = {LATEST: "keeping-the-latest.ipynb", FORECAST: "weather-forecast.ipynb"}
    return {lesson: next(folder.rglob(f"exercises/*/{name}")) for lesson, name in names.items()}


@pytest.mark.skipif(bool(system.missing()), reason=" ".join(system.missing()) or "all limits hold")
def test_a_class_from_hand_out_to_gradebook(handed_out, home, tmp_path):
    submitted, grades = tmp_path / "submitted", tmp_path / "grades"
    right, wrong = answers(LATEST, "right"), answers(LATEST, "wrong")
    expected: dict[tuple[str, str], list[float]] = {}

    def of_lesson_04(n: int, mistaken: int) -> dict[str, str]:
        chosen = {}
        for place, key in enumerate(right):
            files = wrong[key] if place < mistaken else right[key]
            chosen[key] = files[n % len(files)].answer
        return chosen

    for n in range(3):
        hand_in(submitted, f"right-{n}", LATEST, solved(handed_out[LATEST], of_lesson_04(n, 0)))
        expected[f"right-{n}", LATEST] = [1] * len(right)
    for n in range(4):
        mistaken = 1 + n % 4
        hand_in(submitted, f"wrong-{n}", LATEST, solved(handed_out[LATEST], of_lesson_04(n, mistaken)))
        expected[f"wrong-{n}", LATEST] = [0] * mistaken + [1] * (len(right) - mistaken)
    for name, content in BROKEN.items():
        hand_in(submitted, name, LATEST, content)
        expected[name, LATEST] = [0] * len(right)
    good = {key: files[0].answer for key, files in answers(FORECAST, "right").items()}
    for name, source in HOSTILE.items():
        notebook = solved(handed_out[FORECAST], good)
        notebook["cells"].insert(2, code(source))
        hand_in(submitted, name, FORECAST, notebook)
        expected[name, FORECAST] = [1, 1, 2, 1]
    forged = solved(handed_out[FORECAST], {**good, "load-forecast": NOTHING})
    forged["cells"].insert(2, code(FORGED))
    hand_in(submitted, "forges", FORECAST, forged)
    expected["forges", FORECAST] = [1, 1, 0, 1]
    assert len(expected) == 18

    done = grade(submitted, grades, seed=30)
    found = {(r.student, r.lesson): [result.points for result in r.results] for r in done.records}
    assert found == expected

    report.write(grades, done.records, ClassRules())
    with (grades / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == sum(map(len, expected.values()))
    assert sum(float(row["points"]) for row in rows) == sum(map(sum, expected.values()))
    assert all(row["reason"] for row in rows if row["verdict"] != "passed")

    overview, *pages = write_pages(grades)
    assert {page.stem for page in pages} == {student for student, _ in expected}
    assert all(student in overview.read_text(encoding="utf-8") for student, _ in expected)
    own = {page.stem: page.read_text(encoding="utf-8") for page in pages}
    for (student, _), points in expected.items():
        others = [name for name, _ in expected if name.startswith(("right-", "wrong-")) and name != student]
        assert not [name for name in others if name in own[student]], student
        assert (f"{sum(points)} of" in own[student]) or (f"{sum(points):g}" in own[student])

    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    gradebook.write(records.read_all(grades), url)
    with Gradebook(url, "elt-workbook") as book:
        for (student, lesson), points in expected.items():
            assert book.find_submission(lesson, student).score == sum(points), student
