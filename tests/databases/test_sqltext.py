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


@pytest.mark.parametrize(
    "text, word",
    [
        ("end", "END"),
        ("\n Commit;", "COMMIT"),
        ("-- done\nEND;", "END"),
        ("/* a /* b */ */ /* c */COMMIT AND CHAIN", "COMMIT"),
        ("; rollback", "ROLLBACK"),
        ("ENDPOINT", "ENDPOINT"),
        ("-- COMMIT", ""),
        ("", ""),
    ],
)
def test_the_first_word_comments_aside(text, word):
    assert sqltext.first_word(text, "warehouse") == word


def test_mysql_has_its_own_quotes_and_comments():
    text = "SELECT `a;b`, \"x;y\", 'it\\'s;' FROM t # ; a comment\n; SELECT @a := 1"
    found = [statement.text for statement in sqltext.split(text, "source")]
    assert found == ["SELECT `a;b`, \"x;y\", 'it\\'s;' FROM t", "SELECT @a := 1"]


@pytest.mark.parametrize(
    "routine",
    [
        "CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END",
        "create definer=a@b procedure p(x int) begin if x then select 1; end if; select 2; end",
        "CREATE PROCEDURE p() BEGIN l: LOOP LEAVE l; END LOOP; WHILE 0 DO SELECT 1; END WHILE; BEGIN END; END",
        "CREATE FUNCTION f() RETURNS INT BEGIN CASE 1 WHEN 1 THEN RETURN CASE 2 WHEN 2 THEN 3 END; END CASE; END",
        "CREATE TRIGGER t BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; END",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM t; END",
    ],
)
def test_a_routine_of_mysql_is_one_statement(routine):
    found = [statement.text for statement in sqltext.split(f"{routine};\nBEGIN; SELECT 9; COMMIT", "source")]
    assert found == [routine, "BEGIN", "SELECT 9", "COMMIT"]


def test_the_binds_without_a_value_are_named_once():
    text = "SELECT :a, ':b', :a, :c FROM t WHERE x::date = :d AND y[1:e] = 1"
    assert sqltext.unbound(text, "warehouse", {"d"}) == ["a", "c"]


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
        ("SELECT a[:n], a[1 :n]", "SELECT a[:n], a[1 :n]"),
        ("SELECT ARRAY[:n, 1], ARRAY[[:n]]", "SELECT ARRAY[<n>, 1], ARRAY[[<n>]]"),
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
