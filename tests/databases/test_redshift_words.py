"""What PostgreSQL has instead of Redshift's functions is said with the server's error."""

import pytest

from workbook.databases import redshift_words


@pytest.mark.parametrize(
    ("code", "message", "before", "says"),
    [
        ("42883", "function getdate() does not exist", "SELECT ", "now()"),
        ("42883", "function nvl(smallint, integer) does not exist", "SELECT ", "coalesce(a, b)"),
        (
            "42883",
            "function left(timestamp without time zone, integer) does not exist",
            "SELECT ",
            "created_at::date",
        ),
        ("42883", "function round(double precision, integer) does not exist", "SELECT ", "round(x::numeric, 2)"),
        ("42703", 'column "sysdate" does not exist', "SELECT ", "now()"),
        ("42703", 'column "day" does not exist', "SELECT DATEADD(", "interval '1 day'"),
    ],
)
def test_a_function_of_redshifts_is_told(code, message, before, says):
    assert says in redshift_words.instead(code, message, before)


@pytest.mark.parametrize(
    ("code", "message", "before"),
    [
        ("42883", "function left(integer, integer) does not exist", "SELECT "),
        ("42883", "function first(text) does not exist", "SELECT "),
        ("42703", 'column "day" does not exist', "SELECT max("),
        ("42P01", 'relation "getdate" does not exist', "SELECT * FROM "),
    ],
)
def test_other_errors_are_left_alone(code, message, before):
    assert redshift_words.instead(code, message, before) == ""
