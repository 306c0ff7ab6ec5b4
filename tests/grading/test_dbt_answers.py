"""dbt files are graded: run by a process without rights, on the rows handed out and on hidden ones."""

import csv
import json
import subprocess

import pytest

from tests.grading.submitted_notebooks import answer, filled, hand_in
from workbook import engines, paths
from workbook.engines.dbt import settings
from workbook.exercises import registry
from workbook.grading import file_answers, grade, report
from workbook.grading.classrules.class_file import ClassRules
from workbook.grading.sandbox import dbt_runner, system

LESSON, MODELS = "16-dbt-lineage", "ref-and-source"
RIGHT = answer(LESSON, "right-ref-and-source-plain.sql")
EXERCISES = registry.load(LESSON).exercises.values()
LEFT_THERE = "EXISTS (SELECT FROM pg_largeobject_metadata) OR current_setting('work_mem') = '5MB'"
# After confinement: what code that got out of Jinja's sandbox could try.
ESCAPED = """
import json, os, socket, sys
from pathlib import Path
from workbook.grading.sandbox import confined_dbt
confined_dbt.give_up({"project": sys.argv[1], "bounds": json.loads(sys.argv[2])})
tries = {
    "reads": lambda: Path(sys.argv[3]).read_text(),
    "writes": lambda: Path(sys.argv[3] + ".new").write_text("x"),
    "forks": os.fork,
    "starts": lambda: os.execv("/bin/sh", ["sh", "-c", "sleep 1000"]),
    "connects": lambda: socket.create_connection(("127.0.0.1", 9), 5),
    "signals": lambda: os.kill(os.getppid(), 0),
}
found = {}
for name, each in tries.items():
    try:
        each()
        found[name] = "done"
    except OSError as error:
        found[name] = type(error).__name__
Path(sys.argv[1], "own").write_text("x")
print(json.dumps(found))
"""

pytestmark = pytest.mark.skipif(
    not engines.is_installed("dbt") or bool(system.missing()), reason="needs dbt, and a machine with all limits"
)


def with_hook(statement: str) -> str:
    return RIGHT.replace("SELECT o.order_id", f'{{{{ config(pre_hook="{statement}") }}}}\nSELECT o.order_id', 1)


@pytest.mark.servers
@pytest.mark.slow
def test_right_wrong_tuned_and_hostile_models(tmp_path, home, capsys, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_TEACHER", "in the environment")
    secret = "{{ exceptions.raise_compiler_error('is ' ~ env_var('SECRET_OF_THE_TEACHER', 'not there')) }}"
    texts = {
        "a-leaves": with_hook("SELECT lo_from_bytea(0, 'hidden'); ALTER ROLE CURRENT_USER SET work_mem = '5MB'"),
        "b-looks": with_hook(f"DO 'BEGIN IF {LEFT_THERE.replace(chr(39), chr(39) * 2)} THEN RAISE; END IF; END'"),
        "ends": RIGHT + "{{ 'x' * 9000000000 }}",
        "environment": RIGHT + secret,
        "floods": RIGHT + "{{ log('x' * 40000000, info=True) }}",
        "program": with_hook("COPY (SELECT 1) TO PROGRAM 'sleep 1000'"),
        "tuned": RIGHT.replace("<> 'cancelled'", "<> 'cancelled' AND o.order_id < 30000"),
        "wrong": answer(LESSON, "wrong-ref-and-source-hard-coded.sql"),
        "writes": with_hook(f"COPY (SELECT 1) TO '{tmp_path / 'written'}'"),
    }
    for student, text in texts.items():
        hand_in(tmp_path / "submitted", student, LESSON, filled(LESSON, {MODELS: text}))
    done = grade.grade(tmp_path / "submitted", tmp_path / "grades", 7, 1)
    found = {
        record.student: next(each for each in record.results if each.exercise == MODELS) for record in done.records
    }
    assert {name: (each.verdict, each.points, each.hidden) for name, each in found.items()} == {
        "a-leaves": ("passed", 1, False),
        "b-looks": ("passed", 1, False),  # it found nothing of the one before
        "tuned": ("refused", 0, True),
        **dict.fromkeys(["ends", "floods", "environment", "program", "writes", "wrong"], ("refused", 0, False)),
    }
    assert "not there" in str(found["environment"].lines)
    assert "in the environment" not in str(found["environment"])
    assert "permission denied to COPY" in str(found["program"].lines)
    assert not (tmp_path / "written").exists()
    assert MODELS not in capsys.readouterr().out
    report.write(tmp_path / "grades", done.records, ClassRules())
    with (tmp_path / "grades" / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student"]: row for row in csv.DictReader(file) if row["exercise"] == MODELS}
    assert (rows["b-looks"]["points"], rows["tuned"]["points"]) == ("1", "0")
    page = (tmp_path / "grades" / "feedback" / "tuned.html").read_text(encoding="utf-8")
    assert "not yet: right on the rows handed out, not on others" in page


def test_code_that_got_out_of_jinja_has_no_rights(tmp_path, tmp_path_factory):
    secret = tmp_path_factory.mktemp("grades") / "seed.txt"
    secret.write_text("4", encoding="utf-8")
    project = tmp_path / "project"
    project.mkdir()
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o711)
    bounds = {
        "folders": [str(project)], "ports": [1], "seconds": 60, "open_files": dbt_runner.OPEN_FILES,
        "account": system.account(),
    }  # fmt: skip
    ran = subprocess.run(
        [settings.program(), "-c", ESCAPED, project, json.dumps(bounds), secret],
        env={"PYTHONPATH": str(paths.CLONE)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == dict.fromkeys(
        ["reads", "writes", "forks", "starts", "connects", "signals"], "PermissionError"
    )
    assert (project / "own").exists()


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda each: each.id)
def test_hidden_rows_are_others_and_the_same_for_a_seed(exercise):
    def rows(scenarios):
        return [(each.warehouse, [step.sql for step in each.steps]) for each in scenarios]

    assert rows(exercise.other_scenarios(4)) == rows(exercise.other_scenarios(4))
    found = [rows(exercise.other_scenarios(seed)) for seed in (4, 5)] + [rows(exercise.scenarios)]
    assert all(one not in found[at + 1 :] for at, one in enumerate(found))
    assert [len(each.steps) for each in exercise.other_scenarios(4)] == [len(e.steps) for e in exercise.scenarios]


def test_where_limits_are_missing_no_project_is_run(monkeypatch):
    monkeypatch.setattr(system, "missing", lambda: ["no Landlock"])
    result = file_answers.judged(next(iter(EXERCISES)), RIGHT, None, 1)
    assert (result.verdict, result.graded) == ("ungraded", False)
    assert "limits that this machine can't give" in result.reason
