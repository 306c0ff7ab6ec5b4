"""The rule "kept": what of a table must stay, part by part, and what may change."""

import pytest

from workbook import checking
from workbook.checking.rules.dependents import NoTableLeft, SameTable
from workbook.exercises import Fixture, SqlExercise, Table

DAYS = Fixture(
    "one table",
    warehouse=[
        Table("days", {"day": "DATE PRIMARY KEY", "temp": "REAL", "at": "TIMESTAMP DEFAULT now()"}, []),
        "CREATE VIEW warm AS SELECT day FROM days WHERE temp > 15",
        "CREATE VIEW warm_weeks AS SELECT date_trunc('week', day) AS week FROM warm",
        "GRANT SELECT ON days, warm TO analysts",
    ],
)


def exercise(*rules):
    return SqlExercise("days", "warehouse", [DAYS], rules, ("", "", ""))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("ALTER TABLE days ALTER at TYPE timestamp(3)", "columns"),
        ("ALTER TABLE days ADD extra INT", "columns"),
        ("ALTER TABLE days ALTER temp SET NOT NULL", "NOT NULL"),
        ("ALTER TABLE days ALTER at DROP DEFAULT", "defaults"),
        ("ALTER TABLE days DROP CONSTRAINT days_pkey", "primary key"),
        ("ALTER TABLE days ADD CHECK (temp < 60)", "constraints"),
        ("ALTER TABLE days ADD UNIQUE (at)", "constraints"),
        ("CREATE INDEX ON days (temp)", "indexes"),
        ("CREATE RULE no AS ON INSERT TO days WHERE new.temp > 60 DO INSTEAD NOTHING", "rules"),
        ("ALTER TABLE days ENABLE ROW LEVEL SECURITY", "row-level security"),
        ("ALTER TABLE days SET UNLOGGED", "schema, owner or storage"),
        ("REVOKE SELECT ON days FROM analysts", "grants"),
        ("REVOKE SELECT ON warm FROM analysts", "grants"),
        ("GRANT SELECT ON days TO PUBLIC", "grants"),
        ("DROP VIEW warm_weeks", "views"),
        ("CREATE OR REPLACE VIEW warm AS SELECT day FROM days WHERE temp > 5", "views"),
    ],
)
def test_a_changed_part_is_named(home, context, answer, words):
    verdict = checking.check(exercise(SameTable("days")), answer, context)
    assert not verdict.passed
    assert words in verdict.lines[0].text


@pytest.mark.parametrize(
    "answer",
    [
        "INSERT INTO days VALUES ('2025-03-01', 4.5)",
        "BEGIN; ALTER TABLE days DROP CONSTRAINT days_pkey; ALTER TABLE days ADD PRIMARY KEY (day); COMMIT",
        "ALTER TABLE days ALTER at SET DEFAULT CURRENT_TIMESTAMP",
        "CREATE OR REPLACE VIEW warm AS SELECT day FROM days WHERE temp > 15",
        "CREATE TEMP TABLE stage AS SELECT * FROM days",
    ],
)
def test_the_rows_and_what_comes_to_the_same_may_change(home, context, answer):
    verdict = checking.check(exercise(SameTable("days"), NoTableLeft()), answer, context)
    assert verdict.passed, verdict


def test_what_may_change_is_said(home, context):
    rule = SameTable("days", but=("index", "default at"))
    assert checking.check(exercise(rule), "CREATE INDEX ON days (temp)", context).passed
    assert checking.check(exercise(rule), "ALTER TABLE days ALTER at DROP DEFAULT", context).passed
    assert not checking.check(exercise(rule), "ALTER TABLE days ALTER temp SET DEFAULT 0", context).passed


def test_a_table_that_is_made_anew_shows_what_it_has_lost(home, context):
    answer = "CREATE TABLE new AS SELECT * FROM days; DROP TABLE days CASCADE; ALTER TABLE new RENAME TO days"
    verdict = checking.check(exercise(SameTable("days", "Keep it.")), answer, context)
    assert "is another table than before" in verdict.lines[0].text
    assert "at now()" in str(verdict)


def test_a_table_of_ones_own_is_told(home, context):
    verdict = checking.check(exercise(NoTableLeft()), "CREATE TABLE stage (LIKE days)", context)
    assert "stage is left" in verdict.lines[0].text
