import pytest

from workbook.databases import sqltext


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", []),
        ("-- only a comment\n/* and ; one more */", []),
        (" ;; ; ", []),
        ("SELECT 1", ["SELECT 1"]),
        ("SELECT 1;", ["SELECT 1"]),
        ("SELECT ';' ; SELECT 2", ["SELECT ';'", "SELECT 2"]),
        ("SELECT 1 -- ; not here\n; SELECT 2", ["SELECT 1", "SELECT 2"]),
        ("/* a ; /* nested ; */ */ SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]),
        ("DO $$ BEGIN; END $$; SELECT 2", ["DO $$ BEGIN; END $$", "SELECT 2"]),
        ("SELECT $tag$ ; $$ ; $tag$; SELECT 2", ["SELECT $tag$ ; $$ ; $tag$", "SELECT 2"]),
        (r"SELECT E'it\'s ;'; SELECT 2", [r"SELECT E'it\'s ;'", "SELECT 2"]),
        ('SELECT "a;b" FROM t; SELECT 2', ['SELECT "a;b" FROM t', "SELECT 2"]),
        ("SELECT '한글; 😀'; SELECT 2", ["SELECT '한글; 😀'", "SELECT 2"]),
        ("SELECT 'not closed; SELECT 2", ["SELECT 'not closed; SELECT 2"]),
        (
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END; SELECT 3",
            [
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END",
                "SELECT 3",
            ],
        ),
        ("BEGIN; SELECT 1; COMMIT", ["BEGIN", "SELECT 1", "COMMIT"]),
    ],
)
def test_a_text_is_split_by_tokens(text, expected):
    assert [statement.text for statement in sqltext.split(text, "warehouse")] == expected


def test_mysql_has_its_own_quotes_and_comments():
    text = "SELECT `a;b`, \"x;y\", 'it\\'s;' FROM t # ; a comment\n; SELECT @a := 1"
    found = [statement.text for statement in sqltext.split(text, "source")]
    assert found == ["SELECT `a;b`, \"x;y\", 'it\\'s;' FROM t", "SELECT @a := 1"]


def test_a_statement_knows_its_place():
    text = "SELECT 1;\n  SELECT 2;"
    second = sqltext.split(text, "warehouse")[1]
    assert text[second.start :].startswith("SELECT 2")


def test_windows_line_ends_and_a_byte_order_mark_are_taken_away():
    assert sqltext.clean("\ufeffSELECT 1\r\nFROM t\r") == "SELECT 1\nFROM t\n"


@pytest.mark.parametrize(
    "text, expected",
    [
        ("WHERE a = :n", "WHERE a = <n>"),
        ("VALUES (:n,:n)", "VALUES (<n>,<n>)"),
        ("WHERE a = :unknown", "WHERE a = :unknown"),
        ("SELECT x::n", "SELECT x::n"),
        ("SELECT '{\"n\":1}', ':n'", "SELECT '{\"n\":1}', ':n'"),
        ("SELECT 1 -- :n", "SELECT 1 -- :n"),
        ("SELECT a[1:n]", "SELECT a[1:n]"),
        ("WHERE a LIKE 'n%' AND b > :n", "WHERE a LIKE 'n%' AND b > <n>"),
        ('WHERE a = :"n"', 'WHERE a = :"n"'),
    ],
)
def test_a_bind_is_a_colon_before_a_known_name(text, expected):
    assert sqltext.bind(text, "warehouse", {"n"}, lambda name: f"<{name}>") == expected


def test_the_caret_stands_below_the_place_on_its_line():
    text = "SELECT 1,\n\t한글 frm t"
    shown = sqltext.line_and_caret(text, text.index("frm"))
    line, caret = shown.split("\n")
    assert line == "line 2: \t한글 frm t"
    assert caret == "        \t   ^"
