"""The pages are made of records alone, are whole files, and show nothing of strangers as HTML.

Over 300 lines: each page, looked at as a reader would.
"""

import csv
import html
import html.parser
import json
import random
import re
from urllib.parse import unquote

import pytest

from tests.grading import generated_records
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.grading import records
from workbook.grading.pages import code, overview, overview_page, student_page, write_pages
from workbook.grading.records import Record, Result

EVIL = '<script>alert(1)</script><img src=x onerror="alert(2)">"\'&{{ 7*7 }}'


class Read(html.parser.HTMLParser):
    """A page's text, the names of its elements, its links, and which open at the end."""

    VOID = ("meta", "img", "br")
    ENDS_ITSELF = ("td", "th")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.tags, self.links, self.sources, self.ids, self.open = "", [], [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        self.links += [found["href"]] if "href" in found else []
        self.sources += [found["src"]] if "src" in found else []
        self.ids += [found["id"]] if "id" in found else []
        assert not [name for name in found if name.startswith("on")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open[-1] != tag and self.open[-1] in self.ENDS_ITSELF:
            self.open.pop()
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] not in (["style"], ["script"]):
            self.text += data


def result(exercise="latest-per-day", verdict="refused", **more) -> Result:
    passed = verdict == "passed"
    return Result(exercise, 1 if passed else 0, 1, verdict, 0.1, **more)


def line(text="2 rows missing", **more) -> dict:
    return {"ok": False, "rule": "rows", "text": text, "evidence": [], **more}


def record(student="ada", lesson="04-keeping-the-latest", results=(), remarks=()) -> Record:
    return Record(student, lesson, "d", tuple(results), tuple(remarks))


def page_of(*results, **more) -> Read:
    return Read(student_page([record(results=results, **more)]))


@pytest.fixture
def grades(tmp_path):
    def write(*found: Record):
        for one in found:
            records.write(tmp_path, one)
        return tmp_path, [Read(path.read_text(encoding="utf-8")) for path in write_pages(tmp_path)]

    return write


def test_a_student_reads_what_is_wrong_with_rows_and_answer():
    rows = {"columns": ["", "day", "temp"], "rows": [["missing", "2025-01-02", "7.5"]], "note": "and 3 more"}
    wrong = result(lines=(line("2 rows missing.\nSELECT ^", evidence=[rows, "a text"]),), answer="SELECT max(day)")
    page = page_of(wrong, remarks=["Cell 7 was left out."])
    for words in (
        "2 rows missing.",
        "SELECT ^",
        "2025-01-02",
        "and 3 more",
        "a text",
        "SELECT max(day)",
        "Cell 7 was",
    ):
        assert words in page.text
    assert "0 of 1 points" in page.text
    assert "To mend: 1" in page.text
    assert not page.open


def test_links_inside_of_a_page_lead_somewhere():
    page = page_of(result(), result("delete-older", "passed"))
    inside = [link.removeprefix("#") for link in page.links if link.startswith("#")]
    assert len(inside) == 2
    assert set(inside) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_missing_and_stopped_say_why():
    page = page_of(result(verdict="missing", reason="Untouched."), result("b", "stopped", reason="After 60 s."))
    assert "Untouched." in page.text
    assert "After 60 s." in page.text
    defaults = page_of(result(verdict="missing"), result("b", "stopped"))
    assert "There is no answer" in defaults.text
    assert "there is no verdict" in defaults.text


def test_of_hidden_data_only_the_rule_and_the_mistake_are_told():
    rows = {"columns": ["secret_column"], "rows": [["secret_value"]], "note": "secret_note"}
    lines = (line("secret_text", evidence=[rows, "secret_evidence"]),)
    page = page_of(result(hidden=True, reason="A rule is broken.", mistake="You used DISTINCT.", lines=lines))
    assert "secret" not in page.text
    assert "rows" in page.text
    assert "A rule is broken." in page.text
    twice = page_of(result(hidden=True, reason="other rows: you grouped.", mistake="you grouped.", lines=lines))
    assert twice.text.lower().count("you grouped.") == 1
    assert "You used DISTINCT." in page.text


def test_nothing_of_a_stranger_becomes_html(grades):
    evidence = [{"columns": [EVIL], "rows": [[EVIL]], "note": EVIL}, EVIL]
    said = (line(f"{EVIL}\n{EVIL}", rule=EVIL, evidence=evidence),)
    name = EVIL.replace("/", "")
    evil = record(name, results=[
        result(EVIL, answer=EVIL, lines=said, reason=EVIL, mistake=EVIL),
        result("sql", answer=f"SELECT '{EVIL}' -- {EVIL}", hidden=True, reason=EVIL, mistake=EVIL),
        result("no-name", answer=EVIL), result("a", "missing", reason=EVIL), result("b", "stopped", reason=EVIL),
    ], remarks=[EVIL])  # fmt: skip
    folder, (of_class, of_student) = grades(evil)
    assert of_class.tags.count("script") == 1
    assert "script" not in of_student.tags
    assert "img" not in of_student.tags
    assert of_student.text.count("<script>alert(1)") >= 12
    assert "{{ 7*7 }}" in of_student.text
    assert not [link for link in of_class.links + of_student.links if re.match(r"\w+:", link)]
    assert "script-src 'none'" in (folder / "feedback" / f"{name}.html").read_text(encoding="utf-8")


def test_signs_that_are_unseen_or_turn_the_line_are_shown(grades):
    answer = "a = 1 \u202e# \x1b[31m \x00 \ud800"
    page = page_of(result(answer=answer))
    assert "[U+202E]" in page.text
    assert "␛[31m" in page.text
    assert "␀" in page.text
    own = Record("ada", "04", "d", (result(answer="x"),))
    folder, _ = grades(own)
    path = records.path_of(folder, "ada", "04")  # JSON can hold half of a pair
    path.write_text(path.read_text(encoding="utf-8").replace('"x"', '"\\ud800 kept"'), encoding="utf-8")
    assert "kept" in write_pages(folder)[1].read_text(encoding="utf-8")


def test_what_is_very_long_is_cut_and_says_so():
    page = page_of(result(answer="x = 1\n" * 100_000, lines=(line("long " * 10_000),)))
    assert "500,000 more characters are not shown" in page.text
    assert len(page.text) < 120_000


def test_a_page_holds_nothing_of_other_students(grades):
    ada = record("ada", results=[result(answer="SELECT 'of ada'")], remarks=["of ada too"])
    bob = record("bob", results=[result(answer="SELECT 'of bob'")], remarks=["of bob too"])
    folder, _ = grades(ada, bob)
    page = (folder / "feedback" / "ada.html").read_text(encoding="utf-8")
    assert "bob" not in page
    assert "of ada" in page


def test_the_overview_counts_and_links(grades):
    name = "김 지은 #1%"
    found = [
        record("ada", results=[result(verdict="passed"), result("b", mistake="You used DISTINCT.")]),
        record("bob", results=[result(mistake="You grouped."), result("b", mistake="You used DISTINCT.")]),
        record(name, results=[result(verdict="passed"), result("b", "missing")], remarks=["No notebook."]),
        record("eve", lesson="05-weather-forecast", results=[result("load", "stopped")]),
    ]
    folder, (page, *_) = grades(*found)
    assert "The class: 4 students, 2 lessons, 3 exercises" in page.text
    assert re.search(r"2\s*You used DISTINCT\.", page.text)
    assert page.text.index("You used DISTINCT.") < page.text.index("You grouped.")
    assert "No notebook." in page.text
    assert not page.open
    written = {path.name for path in (folder / "feedback").iterdir()}
    linked = {unquote(link.partition("#")[0]) for link in page.links if not link.startswith("#")}
    assert linked == {f"feedback/{name}" for name in written}


def test_who_did_not_hand_in_lowers_no_share():
    found = [record("ada", results=[result(verdict="passed")]), record("bob", lesson="05", results=[result("b")])]
    (first, second) = overview.summary(found).exercises
    assert (first.handed_in, first.passed) == (1, 100)
    assert (second.handed_in, second.passed) == (1, 0)


def test_the_picture_says_in_words_what_it_shows():
    found = [record(f"s{n}", results=[result("easy", "passed"), result("hard")]) for n in range(4)]
    assert "hard (0 % passed), easy (100 % passed)" in overview.summary(found).alt


def test_pages_are_whole_files_and_the_same_each_time(grades):
    folder, pages = grades(record(results=[result(answer="SELECT 1")]))
    assert all(source.startswith("data:") for page in pages for source in page.sources)
    assert not any("link" in page.tags for page in pages)
    before = [path.read_bytes() for path in write_pages(folder)]
    assert before == [path.read_bytes() for path in write_pages(folder)]
    assert b"http://" not in b"".join(before)
    assert b"https://" not in b"".join(before)


def test_no_records_and_broken_ones_are_one_sentence(tmp_path):
    with pytest.raises(WorkbookError, match="no records"):
        write_pages(tmp_path)
    path = tmp_path / "records" / "04" / "ada.json"
    path.parent.mkdir(parents=True)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(WorkbookError, match="Delete that file"):
        write_pages(tmp_path)
    path.write_text(
        json.dumps({"student": "../ada", "lesson": "04", "digest": "", "results": []}), encoding="utf-8"
    )
    with pytest.raises(WorkbookError, match="no name of a file"):
        write_pages(tmp_path)


def test_a_lesson_without_results_is_no_fault(grades):
    _, (of_class, of_student) = grades(record(remarks=["The file is not JSON."]))
    assert "The file is not JSON." in of_student.text
    assert "The file is not JSON." in of_class.text
    assert "Every answer passed" not in of_student.text


@pytest.mark.parametrize(
    ("answer", "is_sql"),
    [
        ("%%sql --answer x\nSELECT 1", True),
        ("-- why\n/* and */ WITH a AS (SELECT 1) TABLE a", True),
        ("with open(x) as f: pass", False),
        ("# why\nselect = 1", False),
        ("def f(conn):\n    return 1", False),
    ],
)
def test_an_answer_is_coloured_in_its_language(answer, is_sql):
    assert code.is_sql(answer) is is_sql
    assert "<span" in code.coloured(answer)


HOSTILE = [
    "/**/" * 40, "/**/" * 5_000, "/*" * 9_000, "SELECT " + "'" * 19_000, "SELECT " + "$$" * 9_000, "-- \n" * 4_000,
    "\n " * 9_000, "x = " + "'''" * 6_000, 'x = """' + "\\" * 9_000, "x = '" + "\\" * 9_001, "(" * 19_000,
    "with " * 4_000, "with a as " + "not " * 4_000, "a" * 19_000, "'\\\n" * 6_000, "0x" * 9_000,
]  # fmt: skip


@pytest.mark.parametrize("answer", HOSTILE, ids=range(len(HOSTILE)))
def test_no_answer_holds_up_its_page(answer):
    """An expression that goes back over what it has read would take minutes, or for ever."""
    found = code.coloured(answer)
    assert html.unescape(re.sub("<[^>]*>", "", found)) == answer


def test_an_answer_on_a_page_that_took_too_long_is_plain():
    assert code.Colours(-1)("SELECT '<b>'") == "SELECT &#39;&lt;b&gt;&#39;"
    assert "<span" in code.Colours(60)("SELECT '<b>'")


def test_the_page_of_a_student_without_a_record_goes_and_a_teachers_own_file_stays(grades):
    folder, _ = grades(record("ada"), record("bora"))
    (folder / "feedback" / "notes.html").write_text("<title>Mine</title>", encoding="utf-8")
    records.path_of(folder, "bora", "04-keeping-the-latest").unlink()
    write_pages(folder)
    assert {path.name for path in (folder / "feedback").iterdir()} == {"ada.html", "notes.html"}


def test_an_answer_that_is_not_graded_is_seen_at_once_and_takes_no_points(grades):
    open_one = Result(
        "a-dag", 0, 3, "ungraded", 0, "not graded: needs Airflow.", "", "%%dag --answer a-dag\nx = 1"
    )
    folder, (of_class, of_student, _) = grades(
        record(results=[open_one, result(verdict="passed")]), record("bora", results=[result(verdict="passed")])
    )
    assert "Not graded: give the points by hand." in of_class.text
    assert "a-dag (04 Keeping the latest): 1 answer." in of_class.text
    assert "Points, of 1:" in of_class.text
    assert (
        "1 of 1 points in the lessons that you handed in. Answers for 3 more are graded by hand."
        in of_student.text
    )
    assert "Not graded: needs Airflow." in of_student.text
    assert "for 3 points" in of_student.text and "0 of 3" not in of_student.text
    assert "To mend" not in of_student.text
    records.write_csv(folder / "grades.csv", records.read_all(folder))
    with (folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["exercise"]: row for row in csv.DictReader(file) if row["student"] == "ada"}
    assert (rows["a-dag"]["points"], rows["a-dag"]["verdict"]) == ("", "ungraded")
    assert rows["latest-per-day"]["points"] == "1"


def test_a_class_of_three_hundred_and_all_exercises_fit_into_a_page():
    chance = random.Random(1)
    lessons = [(name, list(registry.load(name).exercises)) for name in registry.names()[:10]]
    lessons.append(("12-more", [f"one-more-exercise-{n}" for n in range(10)]))
    ends = ["passed"] * 13 + ["refused"] * 5 + ["missing", "stopped"]

    def drawn(exercise: str) -> Result:
        named = f"mistake {chance.randrange(6)}" if chance.random() < 0.8 else ""
        return result(exercise, chance.choice(ends), mistake=named, hidden=chance.random() < 0.3)

    found = [record(f"student-{n:03}", lesson, map(drawn, ids)) for n in range(300) for lesson, ids in lessons]
    assert sum(len(ids) for _, ids in lessons) >= 45
    assert len(overview_page(found).encode()) < 200_000


def test_real_verdicts_of_a_class_fit(tmp_path):
    found = generated_records.a_class(12, ("02-transactions", "04-keeping-the-latest"), answers=3)
    for one in found:
        records.write(tmp_path, one)
    first, *others = write_pages(tmp_path)
    assert len(others) == 12
    assert not Read(first.read_text(encoding="utf-8")).open
    for path in others:
        assert path.stat().st_size < 200_000
        page = Read(path.read_text(encoding="utf-8"))
        assert not page.open
        own = [record for record in found if record.student == path.stem]
        texts = [
            said["text"] for r in own for res in r.results for said in res.lines if not (res.hidden or said["ok"])
        ]
        assert all(text.split("\n")[0] in page.text for text in texts)


def test_each_heading_of_a_table_says_what_it_heads(grades):
    long = "13-airflow-mysql-to-redshift"
    folder, _ = grades(record(lesson=long, results=[result()]), record("bora", results=[result()], remarks=["x"]))
    for path in (folder / "overview.html", folder / "feedback" / "ada.html"):
        heads = re.findall(r"<th(?:\s[^>]*)?>", path.read_text(encoding="utf-8"))
        assert heads and all("scope=" in head for head in heads)
    overview_text = (folder / "overview.html").read_text(encoding="utf-8")
    assert '<th scope="colgroup" colspan="1">13 Airflow mysql to redshift</th>' in overview_text
