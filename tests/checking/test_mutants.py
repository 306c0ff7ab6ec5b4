"""Mutation testing: the operators, and a seeded sample of what they make of each exercise's right answers.

`bench/mutants.py` runs all of it, and says what a red sample here means.
"""

import re

import pytest

from workbook import checking
from workbook.build.solutions import FURTHER, answers
from workbook.checking.mutants import Mutant, mutants_of, rewritings_of, sample, sql_mutants, sql_rewritings
from workbook.checking.mutants.contracts import Contract
from workbook.checking.mutants.equivalent import listed, reason
from workbook.checking.mutants.mutant import change
from workbook.checking.mutants.python_mutants import of_text
from workbook.checking.mutants.python_rewritings import of_text as rewritten
from workbook.checking.mutants.sql_tree import Where
from workbook.checking.mutants.trial import Outcome, outcome
from workbook.exercises import registry
from workbook.exercises.kinds import PyExercise, SqlExercise

READINGS = {"readings": {"sensor": "TEXT NOT NULL", "at": "TIMESTAMP NOT NULL", "value": "REAL"}}
HERE = Where("warehouse", READINGS)
MOST = {"sql": 5, "py": 4}  # mutants of one answer
SLOW = {  # where a check takes seconds: mutants of the solution alone, and one rewriting
    "full-refresh": 1, "to-csv": 2, "incremental": 3, "busy-writers": 2, "add-up": 2, "better-estimate": 2,
    "index-for-latest": 4, "range-in-mysql": 4, "apply-log": 2, "repair-the-stock-moves": 2,
}  # fmt: skip
SEED = "2"


def made(text: str, where: Where = HERE) -> dict[str, set[str]]:
    """The mutants' texts by operator, with single spaces."""
    found: dict[str, set[str]] = {}
    for mutant in sql_mutants.of_text(text, where):
        found.setdefault(mutant.operator, set()).add(" ".join(mutant.text.split()))
    return found


def in_python(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mutant in of_text(text, (HERE,), "load"):
        found.setdefault(mutant.operator, []).append(mutant.text)
    return found


def test_conditions_comparisons_and_constants():
    found = made("SELECT value FROM readings WHERE value < 3 AND sensor = 'roof'")
    assert "SELECT value FROM readings WHERE value < 3" in found["condition dropped"]
    assert "SELECT value FROM readings WHERE value <= 3 AND sensor = 'roof'" in found["comparison"]
    assert "SELECT value FROM readings WHERE value < 4 AND sensor = 'roof'" in found["constant"]
    assert "SELECT value FROM readings WHERE value < 3 AND sensor = 'roof' LIMIT 1000" in found["limit"]
    assert "SELECT ROUND(value) AS value FROM readings WHERE value < 3 AND sensor = 'roof'" in found["value lost"]
    assert "SELECT DISTINCT value FROM readings WHERE value < 3 AND sensor = 'roof'" in found["distinct"]


def test_windows():
    text = "SELECT *, ROW_NUMBER() OVER (PARTITION BY sensor ORDER BY at DESC, value) AS n FROM readings"
    found = made(text)
    assert text.replace("ROW_NUMBER", "RANK") in found["rank"]
    assert text.replace("at DESC", "at ASC") in found["direction"]
    assert text.replace("at DESC, value", "value, at DESC") in found["keys swapped"]
    assert text.replace("PARTITION BY sensor ", "") in found["key dropped"]
    assert text.replace("at DESC, value", "at DESC") in found["key dropped"]
    assert text.replace("BY sensor", "BY value") in found["key replaced"]
    assert not {text.replace("at DESC", "at DESC NULLS LAST")} & found["direction"], "`at` is never NULL"


def test_the_rest_of_the_text_stays_as_it_was_typed():
    text = "-- mine\nCOPY readings FROM 's3://b/k' IGNOREHEADER 1 CSV;\nDELETE FROM readings WHERE value < 3 ;\n"
    found = [m for m in sql_mutants.of_text(text, HERE) if m.operator == "comparison"]
    assert found
    assert all(m.text.startswith(text[: text.index("DELETE")]) and m.text.endswith(" ;\n") for m in found)


def test_binds_and_placeholders_stay():
    for name in (":run_date", "%s"):
        found = made(f"SELECT at FROM readings WHERE at >= {name} AND sensor = 'it''s :x %s'")
        assert f"SELECT at FROM readings WHERE at > {name} AND sensor = 'it''s :x %s'" in found["comparison"]
        assert f"SELECT at FROM readings WHERE at >= {name}" in found["condition dropped"]


def test_statements():
    text = "BEGIN; DELETE FROM readings; INSERT INTO readings SELECT * FROM stage; COMMIT;"
    found = made(text, Where("warehouse", READINGS, Contract(atomic=True)))
    assert "DELETE FROM readings; INSERT INTO readings SELECT * FROM stage;" in found["transaction"]
    assert text.replace(" INSERT", " COMMIT; BEGIN; INSERT") in found["transaction"]
    assert "BEGIN; INSERT INTO readings SELECT * FROM stage; COMMIT;" in found["statement dropped"]
    swapped = "BEGIN; INSERT INTO readings SELECT * FROM stage; DELETE FROM readings; COMMIT;"
    assert swapped in found["statements swapped"]


def test_tables():
    found = made("CREATE TABLE t (id INT PRIMARY KEY, at TIMESTAMP DEFAULT now());")
    assert "CREATE TABLE t (id INT , at TIMESTAMP DEFAULT now());" in found["constraint"]
    assert "CREATE TABLE t (id INT PRIMARY KEY, at TIMESTAMP);" in found["constraint"]
    assert "CREATE TABLE t (id INT PRIMARY KEY, at TIMESTAMP DEFAULT 'now');" in found["ddl"]
    assert "CREATE TABLE t (id INT PRIMARY KEY, at TIMESTAMP(0) DEFAULT now());" in found["type"]


def test_a_body_that_has_no_tree_is_changed_by_words():
    text = "DO $$ BEGIN DELETE FROM readings WHERE value < 3; END $$"
    assert text.replace("<", "<=") in made(text)["word"]


LOAD = """
def load(conn, rows):
    try:
        with conn.cursor() as cursor:
            cursor.execute("DELETE FROM readings WHERE value < 3")
            cursor.executemany("INSERT INTO readings VALUES (%s, %s, %s)", rows)
        conn.commit()
    except Exception:
        conn.rollback()
        raise
"""


def test_python():
    found = in_python(LOAD)
    assert any("value <= 3" in text for text in found["sql: comparison"])
    assert any("rows = rows[:1000]" in text for text in found["rows cut"])
    assert any("zz_n + 100" in text and "conn.commit()" in text for text in found["commit in a loop"])
    assert any("except ValueError" in text for text in found["except"])
    assert any("raise" not in text for text in found["raise dropped"])
    assert any("conn.commit()" not in text for text in found["statement dropped"])
    for texts in found.values():
        for text in texts:
            compile(text, "mutant", "exec")


def test_an_f_string_keeps_what_it_fills_in():
    found = in_python('def load(conn, t):\n    conn.execute(f"SELECT * FROM {t} WHERE a < {t!r}")\n')
    assert any("FROM {t} WHERE a <= {t!r}" in text for text in found["sql: comparison"])


IN_A_FUNCTION = """
def load(conn, rows, source):
    {0}
    {1}
    return rows
"""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("key = f'{rows}.csv'", "source.rollback()"),
        ("end = day + timedelta(1)", "key = str"),
        ("out = io.StringIO()", "with conn: conn.cursor().execute('SELECT 1')"),
        ("parts, lines = [], bytearray()", "upload = conn.begin(rows)['id']"),
        ("done = 0", "if not rows: return"),
    ],
)
def test_statements_that_do_not_depend_on_one_another_are_not_swapped(one, other):
    for pair in ((one, other), (other, one)):
        mutants = in_python(IN_A_FUNCTION.format(*pair)).get("statements swapped", [])
        assert not [text for text in mutants if "return rows" in text.splitlines()[-1]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("key = f'{rows}.csv'", "conn.put(key)"),
        ("before = conn.autocommit", "conn.autocommit = True"),
        ("first = rows[0]", "conn.sort()"),
        ("copy = [rows]", "rows.append(1)"),
        ("done = 0", "send()"),
        ("a = b", "b = a"),
        ("source.rollback()", "conn.commit()"),
    ],
)
def test_other_statements_are_swapped(one, other):
    mutants = in_python(IN_A_FUNCTION.format(one, other))["statements swapped"]
    assert IN_A_FUNCTION.format(other, one).strip() in [text.strip() for text in mutants]


def test_in_a_block_all_statements_are_swapped():
    text = "def load(conn, rows):\n    try:\n        conn.commit()\n        done = 1\n    finally:\n        pass\n"
    assert any(text.index("done") < text.index("commit") for text in in_python(text)["statements swapped"])


def test_no_mutants_of_what_never_runs_or_only_ends_a_read():
    used = "def field(v):\n    return v + 1\n\n\n"
    text = "def load(source):\n    source.rollback()\n    return {}\n"
    assert "arithmetic" not in in_python(used + text.format("source"))
    assert "arithmetic" in in_python(used + text.format("field(source)"))
    assert not any("source.commit()" in each for each in in_python(text.format(1)).get("call", []))


def test_rewritings_of_sql():
    text = "SELECT a.at, a.value FROM (SELECT at, value AS v, value FROM readings) AS a WHERE v > 1"
    ways = {m.operator.removeprefix("rewriting: "): m.text for m in sql_rewritings.of_text(text, HERE, True)}
    assert ways["CTE"].startswith("WITH a AS (SELECT at, value AS v, value FROM readings) SELECT")
    assert "other_v > 1" in ways["aliases"] and "AS other_a" in ways["aliases"]
    assert ways["order of columns"].startswith("SELECT a.value, a.at")
    assert ways["lower case"] == text.lower()
    assert "'Ab'" in sql_rewritings.respelled("SELECT 'Ab' FROM t", "warehouse", str.upper)


def test_rewritings_of_python():
    ways = {m.operator.removeprefix("rewriting: "): m.text for m in rewritten(LOAD, "load")}
    assert "finally:\n            zz" not in ways["try for with"] and "cursor.close()" in ways["try for with"]
    assert "zz_cursor" in ways["other names"]


def test_a_sample_is_the_same_each_time_and_of_all_operators():
    mutants = [Mutant(operator, str(n), str(n)) for operator in "abc" for n in range(20 if operator == "a" else 2)]
    drawn = sample(mutants, 6, "seed")
    assert drawn == sample(mutants, 6, "seed")
    assert [mutant.operator for mutant in drawn].count("a") == 2


def test_a_change_in_words():
    assert change("a b c d e f", "a b c x e f") == "b c [-d-] {+x+} e f"


def test_what_is_listed_as_equivalent_has_a_reason_and_names_an_exercise():
    ids = [id for name in registry.names() for id in registry.load(name).exercises]
    for each in listed():
        assert len(each.why) > 10
        assert any(re.fullmatch(each.exercises, id) for id in ids), each


def further(exercise) -> int:
    """How many right answers are tried beside the solution."""
    return 0 if exercise.id in SLOW else FURTHER


EXERCISES = [
    (name, exercise)
    for name in registry.names()
    for exercise in registry.load(name).exercises.values()
    if isinstance(exercise, (SqlExercise, PyExercise))
]


@pytest.mark.parametrize(("lesson", "exercise"), EXERCISES, ids=lambda e: getattr(e, "id", ""))
def test_mutants_are_refused(home, context, lesson, exercise):
    wrong = (Outcome.ACCEPTED, Outcome.NOT_JUDGED, Outcome.WRONGLY_REFUSED)
    found = []
    for name, text in answers(lesson, exercise, further(exercise)):
        most = SLOW.get(exercise.id, MOST[exercise.kind])
        for mutant in sample(mutants_of(exercise, text), most, f"{SEED} {exercise.id} {name}"):
            if (came := outcome(exercise, mutant, context)) in wrong:
                found.append(f"{came.value}: {name}: {mutant.operator}: {mutant.change}\n{mutant.text}")
    assert not found, "\n\n".join(found)


@pytest.mark.parametrize(("lesson", "exercise"), EXERCISES, ids=lambda e: getattr(e, "id", ""))
def test_rewritings_are_accepted(home, context, lesson, exercise):
    most = 2 if isinstance(exercise, SqlExercise) and exercise.id not in SLOW else 1
    for name, text in answers(lesson, exercise, further(exercise)):
        for rewriting in sample(rewritings_of(exercise, text), most, f"{SEED} {exercise.id} {name}"):
            verdict = checking.check(exercise, rewriting.text, context)
            assert verdict.passed, f"{name}, {rewriting.operator}:\n{rewriting.text}\n{verdict}"


def test_the_reason_of_an_equivalent_mutant():
    mutant = Mutant("ddl", "tickets INCLUDING [-ALL-] {+DEFAULTS+} )", "")
    assert reason("own-identity", mutant)
    assert not reason("stage-with-defaults", mutant)


def test_what_a_contract_rules_out_is_not_made():
    text = "SELECT ROW_NUMBER() OVER (ORDER BY s.at) AS n FROM readings AS r JOIN readings AS s USING (sensor)"
    assert {"rank", "join"} <= set(made(text))
    there = Where("warehouse", READINGS, Contract(ties=False, partners=True))
    assert not {"rank", "join"} & set(made(text, there))
