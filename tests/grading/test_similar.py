"""Similar answers: a copy is found through its disguise, and what the lesson explains is not called one."""

import ast
import re
from itertools import combinations

import pytest

from tests.grading.submitted_notebooks import LATEST, answer
from tests.grading.test_pages import EVIL, Read
from workbook.errors import WorkbookError
from workbook.exercises import answer_files, registry
from workbook.grading import pages, records
from workbook.grading.records import Record, Result
from workbook.grading.similar import fingerprints, pairs, trees

RIGHT = answer(LATEST, "right-latest-per-day-row-number.sql")
ODD = """
-- every day's rows, newest first
WITH counted AS (
    SELECT w.date, w.temp, w.min_temp, w.max_temp, w.created_date,
           dense_rank() OVER (PARTITION BY w.date ORDER BY w.created_date DESC) AS place
    FROM temp_weather w WHERE w.temp IS NOT NULL AND w.min_temp <= w.max_temp
), chosen AS (SELECT * FROM counted WHERE place = 1 AND coalesce(temp, 0) < 1000)
SELECT date, temp, min_temp, max_temp, created_date FROM chosen
WHERE date > '1900-01-01' OR extract(year FROM date) BETWEEN 1 AND 9999
"""
DISGUISED = """
with XX as (
    select T.DATE, T.MIN_TEMP, T.TEMP, T.CREATED_DATE, T.MAX_TEMP,  /* mine */
           DENSE_RANK() over (partition by T.DATE order by T.CREATED_DATE desc) as N
    from TEMP_WEATHER as T where (T.MIN_TEMP <= T.MAX_TEMP) and T.TEMP is not null
), YY as (select * from XX where coalesce(TEMP, 7) < 500 and N = 1)
select DATE, TEMP, MIN_TEMP, MAX_TEMP, CREATED_DATE from YY
where extract(year from DATE) between 2 and 8888 or DATE > '1910-01-01'
"""
LOAD = '''
def replace_all(conn, rows):
    """Mine."""
    cursor = conn.cursor()
    try:
        ids = [row[0] for row in rows if row is not None]
        while len(ids) > 500:
            ids.pop()
        cursor.execute("DELETE FROM nps WHERE id NOT IN (SELECT id FROM nps WHERE score BETWEEN 0 AND 10)")
        for number, row in enumerate(rows, 1):
            if number % 100 == 0:
                cursor.execute("SAVEPOINT half")
            cursor.execute("INSERT INTO nps VALUES (%s, %s, %s)", row)
    finally:
        conn.commit()
'''


def record(student, exercise="latest-per-day", text=ODD, lesson=LATEST, verdict="refused") -> Record:
    return Record(student, lesson, "d", (Result(exercise, 0, 1, verdict, 0, answer=text),))


def found(*given: Record) -> list[tuple[str, str]]:
    return [pair.students for pair in pairs.find(given)]


def test_a_copy_is_found_without_names_case_comments_and_order():
    assert found(record("ada"), record("bora", text=DISGUISED), record("cho", text=RIGHT)) == [("ada", "bora")]
    assert fingerprints.of(ODD, registry.load(LATEST).exercises["latest-per-day"]) == fingerprints.of(
        DISGUISED, registry.load(LATEST).exercises["latest-per-day"]
    )


def test_a_copy_in_python_is_found_and_the_sql_in_its_texts_counts():
    renamed = re.sub(r"\bcursor\b", "c", LOAD).replace("ids", "keys").replace("number", "n").replace("Mine", "Me")
    renamed = renamed.replace("DELETE FROM nps", "delete  from NPS")
    assert ast.dump(ast.parse(LOAD)) != ast.dump(ast.parse(renamed))
    given = [record(who, "replace-all", text, "02-transactions") for who, text in (("a", LOAD), ("b", renamed))]
    assert found(*given) == [("a", "b")]
    assert trees.of_python("x = 'SELECT 1'") != trees.of_python("x = 'SELECT a FROM t'")


@pytest.mark.parametrize("lesson", [LATEST, "02-transactions"])
def test_what_the_lesson_explains_is_no_hint(lesson):
    given = [
        record(f"{file.path.stem} {twice}", file.exercise.id, file.path.read_text(encoding="utf-8"), lesson)
        for file in answer_files.of_lesson(lesson)
        for twice in (1, 2)
        if file.kind == "right" and file.exercise.kind != "predict"
    ]
    assert len(given) > 20
    assert found(*given) == []


def test_what_many_share_is_no_hint_and_neither_is_a_missing_answer():
    assert found(*(record(f"s{n:02}") for n in range(pairs.MOST + 1))) == []
    assert len(found(*(record(f"s{n:02}") for n in range(4)))) == 6
    assert found(record("ada", verdict="missing"), record("bora", verdict="missing")) == []


def test_mistakes_that_were_made_apart_are_hardly_ever_a_pair():
    """The lessons' wrong answers: each is another mistake, though many were written from one text."""
    given = [
        record(file.path.stem, file.exercise.id, file.path.read_text(encoding="utf-8"), lesson)
        for lesson in (LATEST, "02-transactions", "03-copying-a-table")
        for file in answer_files.of_lesson(lesson)
        if file.kind == "wrong" and file.exercise.kind != "predict"
    ]
    assert len(given) > 100
    assert len(found(*given)) <= 3


@pytest.mark.parametrize(
    "text",
    ["SELECT " + "(" * 5000, "NOT " * 3000, "def f(:\n  pass", "\0", "SELECT '", "x = " + "[" * 3000, "DO $$ x $$",
     "SELECT concat()", "\ud800 select"],
)  # fmt: skip
def test_what_cannot_be_parsed_is_compared_by_its_words(text):
    for lesson, exercise in ((LATEST, "latest-per-day"), ("02-transactions", "replace-all")):
        assert isinstance(fingerprints.of(text, registry.load(lesson).exercises[exercise]), frozenset)
    broken = "select ((( " + " ".join(f"word_{n} +" for n in range(40))
    assert found(record("ada", text=broken), record("bora", text=broken.upper() + " -- mine")) == [("ada", "bora")]


def test_few_of_all_pairs_are_looked_at(monkeypatch):
    """Of a piece that many have, none; so a class's cost grows with its answers and not with their pairs."""
    looked_at = []

    def counted(who, two):
        made = list(combinations(who, two))
        looked_at.extend(made)
        return made

    monkeypatch.setattr(pairs, "combinations", counted)
    students = 120
    own = [
        record(f"s{n:03}", text=f"{ODD} AND f{n % 40}(date) > {'date + ' * (n // 4)}1") for n in range(students)
    ]
    assert len(pairs.find(own)) < students * pairs.MOST / 2
    assert 0 < len(looked_at) < students * pairs.MOST * 60  # pieces of an answer


def test_the_page_shows_both_side_by_side_and_says_that_it_is_a_hint(tmp_path):
    evil = ODD.replace("every day's", EVIL.replace("\n", " "))
    given = [record("ada", text=evil), record("김 <b>", text=DISGUISED)]
    path = pages.write_similar(tmp_path, pairs.find(given), pairs.MOST)
    page = Read(path.read_text(encoding="utf-8"))
    assert "A hint, and no verdict." in page.text
    assert "every day" not in page.text and "<script>alert(1)" in page.text
    assert "dense_rank()" in page.text and "DENSE_RANK()" in page.text
    assert "script" not in page.tags and "b" not in page.tags
    assert not page.open
    inside = [link.removeprefix("#") for link in page.links if link.startswith("#")]
    assert set(inside) <= set(page.ids)
    none = Read(pages.write_similar(tmp_path, [], pairs.MOST).read_text(encoding="utf-8"))
    assert "No two answers share more" in none.text


def test_a_folder_without_grades_is_one_sentence(tmp_path):
    with pytest.raises(WorkbookError, match="no record of grades"):
        records.write(tmp_path, record("ada"))
        records.path_of(tmp_path, "ada", LATEST).write_text("{}", encoding="utf-8")
        pairs.find(records.read_all(tmp_path))
