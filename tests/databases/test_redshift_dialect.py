"""What Redshift does not take is named with its line; what it takes is not."""

import re
import time
from pathlib import Path

import pytest

from workbook.databases import redshift_dialect

CASES = Path(__file__).with_name("redshift_dialect.sql").read_text(encoding="utf-8").split("\n-- # ")[1:]


@pytest.mark.parametrize("case", CASES, ids=[case.split("\n")[0] for case in CASES])
def test_what_redshift_does_not_take_is_named_and_what_it_takes_is_not(case):
    what, _, texts = case.partition("\n")
    text, _, taken = texts.partition("-- Redshift:\n")
    here = [number for number, line in enumerate(text.split("\n"), 1) if line.endswith("-- here")]
    found = redshift_dialect.read(text)
    assert [each.line for each in found.findings if what in each.rule.what] == here, found
    other = redshift_dialect.read(taken)
    assert (list(map(str, other.findings)), other.unread) == ([], [])


def test_forty_constructs_and_more_are_tested_both_ways():
    assert len({case.split("\n")[0] for case in CASES}) > 80


TAKEN = [
    "WITH n AS (SELECT id FROM t) UPDATE t SET a = 1 WHERE id IN (SELECT id FROM n)",
    "SELECT a FROM t ORDER BY a DESC NULLS LAST",
    "SELECT row_number() OVER (PARTITION BY a ORDER BY b DESC NULLS LAST), lag(a) OVER (ORDER BY b) FROM t",
    "SELECT sum(a) OVER (PARTITION BY b), avg(a) OVER (ORDER BY b ROWS 6 PRECEDING) FROM t",
    "SELECT first_value(a IGNORE NULLS) OVER (ORDER BY b ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM t",
    "SELECT a, count(*) FROM t GROUP BY GROUPING SETS ((a), ()) HAVING count(*) > 1",
    "SELECT TOP 10 a::date, b::varchar(10), interval '1 day' FROM t",
    "SELECT * FROM t WHERE ts BETWEEN :first AND %s AND id > %(least)s",
    "SELECT a INTO #b FROM t",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT i FROM n",
    "CREATE TABLE t (id INT NOT NULL, a VARCHAR(MAX) ENCODE zstd) DISTKEY (id) COMPOUND SORTKEY (id, a)",
    "CREATE TABLE t DISTKEY (a) SORTKEY (b) AS SELECT a, b FROM u",
    "ALTER TABLE t RENAME TO u; ALTER TABLE t OWNER TO b; COMMENT ON TABLE t IS 'x'",
    "SELECT 'ON CONFLICT', \"ctid\", $$ LATERAL $$ /* RETURNING */ FROM t -- FOR UPDATE",
    "-- nothing\n",
]


@pytest.mark.parametrize("text", TAKEN)
def test_nothing_is_named_in_what_redshift_takes(text):
    found = redshift_dialect.read(text)
    assert (list(map(str, found.findings)), found.unread) == ([], [])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(9))", "PRIMARY KEY"),
        ("CREATE TABLE t (id INT, UNIQUE (id))", "UNIQUE"),
        ("CREATE TABLE t (id INT REFERENCES u (id))", "REFERENCES"),
        ("CREATE TABLE t (a TEXT)", "TEXT, or VARCHAR without a length"),
        ("ALTER TABLE t ADD a NUMERIC", "NUMERIC without a precision"),
        ("TRUNCATE t", "TRUNCATE"),
        ("COPY t FROM 's3://bucket/key' CSV", "COPY"),
        ("SELECT labels[0] FROM t", "A subscript of a column"),
    ],
)
def test_what_redshift_takes_and_does_otherwise_is_a_note(text, what):
    found = redshift_dialect.read(text)
    assert ([each.rule.what for each in found.notes], found.findings, found.unread) == ([what], [], [])


@pytest.mark.parametrize(
    "text", ["SELECT (1", "SELEC 1", "SELECT 'a", "SELECT a FORM t WHERE", "SELECT 1\n\n;x y z"]
)
def test_a_statement_that_can_not_be_read_is_named(text):
    [unread] = redshift_dialect.read(text).unread
    assert unread.line == (3 if "\n" in text else 1)


def test_lines_count_in_the_whole_text():
    text = "\ufeff-- one\r\nSELECT 1;\r\n\r\nSELECT a,\r\n  string_agg(b, '\r\n')\r\nFROM t FOR UPDATE;\r\nTABLE t"
    found = redshift_dialect.read(text).findings
    assert [(each.line, each.rule.what) for each in found] == [
        (5, "string_agg()"),
        (7, "FOR UPDATE or FOR SHARE"),
        (8, "TABLE as a query"),
    ]


def test_what_is_twice_on_a_line_is_said_once():
    found = redshift_dialect.read("SELECT ctid FROM t WHERE ctid > '(0,1)'\nORDER BY ctid").findings
    assert [each.line for each in found] == [1, 2]


def test_a_finding_is_a_sentence_with_a_page():
    [found] = redshift_dialect.read("SELECT *\nFROM t\nFOR UPDATE").findings
    assert str(found).startswith("line 3: FOR UPDATE or FOR SHARE is not supported: use LOCK")
    assert found.rule.source == "https://docs.aws.amazon.com/redshift/latest/dg/r_SELECT_synopsis.html"


def test_each_rule_can_be_read():
    for rule in redshift_dialect.all_rules():
        assert re.fullmatch(r"https://docs\.aws\.amazon\.com/redshift/latest/dg/[\w-]+\.html", rule.source)
        assert rule.instead[0].islower() or rule.instead.split()[0].isupper(), rule
        assert not rule.instead.endswith("."), rule
        assert bool(rule.pattern) != bool(rule.where), rule
        list(rule.find(redshift_dialect.read_words("SELECT 1")))


def test_a_long_text_takes_its_time_once():
    """Twice the text takes about twice the time: nothing is looked for again and again."""

    def seconds(times: int) -> float:
        text = "SELECT (a), b FROM t WHERE (a, b) > (1, 2) AND x[1] = ANY(c) UNION ALL\n" * times + "SELECT 1"
        begin = time.process_time()
        redshift_dialect.read(f"{text}\n/*{'*' * 1000}*/;{text}")
        return time.process_time() - begin

    seconds(1)
    assert seconds(80) < 4 * 2 * seconds(40) + 0.5


@pytest.mark.parametrize(("opened", "closed"), [("ARRAY[", "]"), ("DECIMAL(", ")"), ("(int[", "])")])
def test_what_is_nested_deeply_does_not_take_for_ever(opened, closed):
    begin = time.process_time()
    redshift_dialect.read(f"SELECT {opened * 40}1{closed * 40}")
    assert time.process_time() - begin < 5
