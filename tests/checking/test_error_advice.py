"""What a server's error means for an answer: words where its own don't tell, and none where they do."""

import psycopg2
import pytest

from workbook.checking import error_advice
from workbook.checking.rules import copy_errors
from workbook.databases.owned import OwnedDatabases
from workbook.databases.sql_session import SqlError


@pytest.mark.parametrize(
    ("code", "message", "says"),
    [
        ("23505", 'duplicate key value violates unique constraint "nps_pkey"', "Two rows would have the same key"),
        ("21000", "MERGE command cannot affect row a second time", "keep one new row of each key first"),
        ("42601", 'syntax error at or near "REPLACE"', "ON CONFLICT"),
        ("42601", 'syntax error at or near "FORM"', ""),
        ("42P07", 'relation "fresh" already exists', "drop it when you are done"),
        ("22012", "division by zero", ""),
    ],
)
def test_an_error_of_the_warehouse(code, message, says):
    found = error_advice.of_postgresql(code, message)
    assert says in found
    assert bool(found) == bool(says)


@pytest.mark.parametrize(
    ("code", "message", "text", "says"),
    [
        ("1064", "… to use near '::date = …", "SELECT modified::date", "CAST(… AS DATE)"),
        ("1064", "… to use near '' at line 1", "SELECT a + INTERVAL '1 day'", "INTERVAL 1 DAY"),
        ("1064", "… to use near 'FORM nps' at line 1", "SELECT * FORM nps", ""),
        (
            "1370",
            "execute command denied to user 'a'@'%' for routine 'b.DATE_TRUNC'",
            "",
            "no function DATE_TRUNC",
        ),
        ("1054", "Unknown column 'run_date' in 'WHERE'", "", "Write :run_date, with a colon"),
        ("1054", "Unknown column 'scoer' in 'SELECT'", "", ""),
    ],
)
def test_an_error_of_the_source(code, message, text, says):
    found = error_advice.of_answer(SqlError(message, code), "source", text, {"run_date": None})
    assert says in found
    assert bool(found) == bool(says)


NUMBERS = "CREATE TEMP TABLE copied (id int, price numeric(6, 2), info json)"


@pytest.fixture(scope="module")
def warehouse(home):
    databases = OwnedDatabases("refusals")
    with databases.warehouse() as connection:
        yield connection
    databases.close()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('1,"",{}', "csv.QUOTE_ALL"),
        ("1,None,{}", "the word None"),
        ('1,,"{\\"a\\": 1}"', "written twice"),
        ('1,,{"a"', "between quotes"),
        ("1,1e+16,{}", "a float is not"),
        ("1\t2\t{}", "separated by commas"),
        ("one,2,{}", ""),
    ],
)
def test_a_line_that_copy_rejects(warehouse, line, says, tmp_path):
    file = tmp_path / "rows.csv"
    file.write_text(f"{line}\n", encoding="utf-8")
    warehouse.rollback()  # what the line before has left
    with warehouse.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS copied")
        cursor.execute(NUMBERS)
        with file.open(encoding="utf-8") as opened, pytest.raises(psycopg2.Error) as raised:
            cursor.copy_expert("COPY copied FROM STDIN CSV", opened)
    found = copy_errors.meaning(raised.value)
    assert says in found
    assert bool(found) == bool(says)
