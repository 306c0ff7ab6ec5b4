"""dbt: the project of the same tables as lesson 10's, bad projects in one sentence each, and files in one text."""

import re
import shutil
from contextlib import closing

import pytest

from workbook import paths
from workbook.checking.compare import compare
from workbook.checking.dbt_check import why_unread
from workbook.databases import provisioned
from workbook.databases.sql_session import Session
from workbook.engines.dbt import settings
from workbook.engines.dbt.process import Process
from workbook.exercises import Fixture, dbt_files, registry
from workbook.exercises.kinds import DbtExercise

LESSON = "16-dbt-lineage"


def exercise(name: str) -> DbtExercise:
    found = registry.load(LESSON).exercises[name]
    assert isinstance(found, DbtExercise)
    return found


def test_the_project_gives_the_numbers_of_lesson_10(home, tmp_path):
    lesson = registry.load("10-summary-table").exercises
    answers, visits = lesson["daily-nps"].fixtures[0], lesson["first-and-last-channel"].fixtures[4]
    project = shutil.copytree(settings.PROJECT, tmp_path / "dbt_project")
    with closing(provisioned.claim("dbt")) as databases:
        databases.load(Fixture("both", warehouse=[*answers.warehouse, *visits.warehouse]))
        with closing(Process(databases, tmp_path / "process")) as process:
            read = process.read(project)
            assert read.ok, read.error
            built = process.command("build")
        assert built.ok, built.text
        with closing(Session("warehouse", databases.warehouse())) as session:
            for name, rule, fixture in (
                ("daily_nps", lesson["daily-nps"].rules[0], answers),
                ("user_channels", lesson["first-and-last-channel"].rules[0], visits),
            ):
                [found] = session.run(f"SELECT {', '.join(rule.columns)} FROM analytics.{name}")
                assert len(found.rows) > 2
                assert not compare(rule.columns, rule.oracle(fixture), found.rows)


def test_the_project_is_what_the_walkthrough_builds():
    text = (paths.LESSONS / LESSON / "walkthrough.md").read_text(encoding="utf-8")
    cells = dict(re.findall(r"```python\n%%dbt (\S+)\n(.*?)\n```", text, re.DOTALL))
    assert len(cells) == 8
    assert {path: (settings.PROJECT / path).read_text(encoding="utf-8") for path in cells} == {
        path: f"{cell}\n" for path, cell in cells.items()
    }


GIVEN = exercise("ref-and-source").given
BAD = {
    "a syntax error": ({"models/a.sql": "SELECT {{ ref('b' }}"}, "dbt can't read the project.\nunexpected '}'"),
    "a cycle": (
        {"models/a.sql": "SELECT * FROM {{ ref('b') }}", "models/b.sql": "SELECT * FROM {{ ref('a') }}"},
        "Found a cycle: model.workbook.",
    ),
    "a missing source": (
        {"models/a.sql": "SELECT * FROM {{ source('shop', 'nothing') }}"},
        "depends on a source named 'shop.nothing' which was not found",
    ),
    "YAML that is none": ({"models/a.yml": "models:\n  - name: a\n   - name: b\n"}, "Syntax error near line 3"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_project_is_one_sentence_and_dbts_own_words(home, context, what):
    files, words = BAD[what]
    runner, scenario = context.dbt_runner(), exercise("ref-and-source").scenarios[0]
    read = runner.read({**GIVEN, **files}, scenario)
    said = why_unread(read) if not read.ok else runner.run(scenario).responses[0].error
    assert words in said
    assert "Traceback" not in said and str(settings.ENVIRONMENT) not in said


FILES = {
    "-- file: models/a.sql\nSELECT 1\n#tests/b.yml\nx: 1": {"models/a.sql": "SELECT 1\n", "tests/b.yml": "x: 1\n"},
    "-- a comment\n--models/a.sql\nSELECT 1 -- models/b.sql\n": {"models/a.sql": "SELECT 1 -- models/b.sql\n"},
    "{# models/a.sql #}\r\nSELECT 1\r\n": {"models/a.sql": "SELECT 1\n"},
    "-- file: models/a.sql\nSELECT 1\n-- file: models/a.sql\nSELECT 2": {"models/a.sql": "SELECT 2\n"},
    "SELECT 3": {"models/it.sql": "SELECT 3\n"},
}  # fmt: skip


@pytest.mark.parametrize("text", FILES)
def test_files_in_one_text(text):
    assert dbt_files.read(text, "models/it.sql") == FILES[text]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-- file: models/../../a.sql\nSELECT 1", "can't be a file of the answer"),
        ("-- file: dbt_project.yml\nname: x", "can't be a file of the answer"),
        ("-- models/a.py\nx = 1", "can't be a file of the answer"),
        ("SELECT 1\n-- file: models/a.sql\nSELECT 1", "text that is in no file"),
        ("%%dbt --answer x\nSELECT 1", "leave that line out"),
        ("# only a comment\n;", dbt_files.EMPTY),
    ],
)
def test_a_text_that_is_no_files_is_told_why(text, words):
    with pytest.raises(dbt_files.NoFiles, match=words):
        dbt_files.read(text)
