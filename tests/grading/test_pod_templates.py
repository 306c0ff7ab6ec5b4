"""Pod templates are graded: Airflow makes pods of them, and none of what a student wrote is run."""

import csv
import os

import pytest

from tests.grading.submitted_notebooks import answer, filled, hand_in
from workbook import engines
from workbook.checking import pod_template_check
from workbook.exercises import registry
from workbook.grading import file_answers, grade, report
from workbook.grading.classrules.class_file import ClassRules
from workbook.servers import processes

LESSON, POD = "18-on-kubernetes", "no-secret-in-the-pod"
RIGHT = answer(LESSON, "right-no-secret-in-the-pod-key.yaml")
NINE = [", ".join([f"*a{n - 1}"] * 9) for n in range(10)]
LAUGHS = "\n".join(
    ["apiVersion: v1", "kind: Pod", "a0: &a0 [x]", *(f"a{n}: &a{n} [{NINE[n]}]" for n in range(1, 10))]
)
MERGED = "\n".join(["a0: &a0 {x: 1}", *(f"a{n}: &a{n} {{<<: [{NINE[n]}]}}" for n in range(1, 10))])
DOUBLED = RIGHT.replace(
    "        - name: WAREHOUSE_HOST\n",
    "        - {name: V0, value: 0123456789}\n"
    + "".join(f"        - {{name: V{n}, value: $(V{n - 1})$(V{n - 1})}}\n" for n in range(1, 60))
    + "        - name: WAREHOUSE_HOST\n",
)


def program(words: str) -> str:
    """The right answer with a node that would call a function of Python's, if YAML's unsafe loader read it."""
    return RIGHT + f"x: !!python/object/apply:os.system ['{words}']\n"


@pytest.fixture
def graded(tmp_path, home):
    if not engines.is_installed("airflow"):
        pytest.skip("Airflow is not installed here.")

    def run(**texts: str):
        for student, text in texts.items():
            hand_in(tmp_path / "submitted", student, LESSON, filled(LESSON, {POD: text}))
        done = grade.grade(tmp_path / "submitted", tmp_path / "grades", 7, 1)
        return done, {
            record.student: next(each for each in record.results if each.exercise == POD)
            for record in done.records
        }

    return run


@pytest.mark.servers
@pytest.mark.slow
def test_right_wrong_and_hostile_templates(graded, tmp_path, capsys):
    written = tmp_path / "written"
    done, results = graded(
        right=RIGHT,
        wrong=answer(LESSON, "wrong-no-secret-in-the-pod-base64.yaml"),
        writes=program(f"touch {written}"),
        stays=program("sleep 1000 &"),
        reads=RIGHT + "x: !!python/object/apply:open [seed.txt]\n",
        laughs=LAUGHS,
        merged=MERGED,
        doubled=DOUBLED,
        huge=RIGHT.replace("cpu: 250m", "cpu: 1e999999999"),
        untouched="",
    )
    assert {name: (each.verdict, each.points) for name, each in results.items()} == {
        "right": ("passed", 1),
        "untouched": ("missing", 0),
        **dict.fromkeys(
            ["wrong", "writes", "stays", "reads", "laughs", "merged", "doubled", "huge"], ("refused", 0)
        ),
    }
    assert "it is no YAML: could not determine a constructor" in results["writes"].reason
    assert results["laughs"].reason.endswith(pod_template_check.TOO_MUCH)
    assert results["merged"].reason.endswith(pod_template_check.TOO_MUCH)
    assert "131,072 characters" in results["doubled"].reason
    assert not written.exists()
    assert "sleep" not in [each.name() for each in processes.family(os.getpid())]
    said = capsys.readouterr().out
    assert "Not graded: pod-for-a-task. Each needs Airflow, which does not run in the sandbox." in said
    report.write(tmp_path / "grades", done.records, ClassRules())
    with (tmp_path / "grades" / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student"]: row for row in csv.DictReader(file) if row["exercise"] == POD}
    assert (rows["right"]["points"], rows["right"]["verdict"]) == ("1", "passed")
    assert rows["wrong"]["points"] == "0"
    page = (tmp_path / "grades" / "feedback" / "wrong.html").read_text(encoding="utf-8")
    assert "where the Secret holds" in page


def test_without_airflow_it_is_said_at_the_start_and_graded_once_there_is_one(monkeypatch):
    exercise = registry.load(LESSON).exercises[POD]
    monkeypatch.setattr(engines, "is_installed", lambda system: False)
    result = file_answers.judged(exercise, RIGHT, None, 1)
    assert (result.verdict, result.graded) == ("ungraded", False)
    assert "type `make airflow`, and grade again" in result.reason
    said = file_answers.announced([LESSON])
    assert any(text.startswith(f"Not graded: {POD}. Each needs Airflow, which is not installed") for text in said)
    grade._fingerprint.cache_clear()
    without = grade._fingerprint(LESSON)
    monkeypatch.setattr(engines, "is_installed", lambda system: True)
    grade._fingerprint.cache_clear()
    assert grade._fingerprint(LESSON) != without
    grade._fingerprint.cache_clear()


def test_lessons_without_such_answers_announce_nothing():
    assert file_answers.announced(["04-keeping-the-latest"]) == []


@pytest.mark.parametrize(
    "text, words",
    [
        ("x" * 20_001, "more than 20,000 characters"),
        ("[" * 60 + "]" * 60, "50 in one another"),
        ("&a [*a]", "50 in one another"),
    ],
)
def test_a_template_that_would_take_the_machine_is_refused_before_it_is_made(text, words):
    assert words in pod_template_check.unreadable(text)
