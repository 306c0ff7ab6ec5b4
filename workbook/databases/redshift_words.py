"""Functions that Redshift has and PostgreSQL has not, or not for these types, and how PostgreSQL writes them.

The warehouse stands in for Redshift, so people write them; "function getdate() does not exist" tells them nothing.
Redshift's list: https://docs.aws.amazon.com/redshift/latest/dg/c_SQL_functions.html
"""

import re

UNDEFINED_FUNCTION, UNDEFINED_COLUMN = "42883", "42703"

WORDS = {
    "getdate": "now()",
    "sysdate": "now()",
    "nvl": "coalesce(a, b)",
    "nvl2": "CASE WHEN a IS NOT NULL THEN b ELSE c END",
    "decode": "CASE a WHEN … THEN … ELSE … END",
    "dateadd": "created_at + interval '1 day'",
    "date_add": "created_at + interval '1 day'",
    "datediff": "b::date - a::date, which counts days, or b - a, which is an interval",
    "date_diff": "b::date - a::date, which counts days, or b - a, which is an interval",
    "add_months": "created_at + interval '1 month'",
    "months_between": "age(b, a)",
    "last_day": "(date_trunc('month', created_at) + interval '1 month - 1 day')::date",
    "date_part_year": "extract(year FROM created_at)",
    "convert_timezone": "created_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Seoul'",
    "listagg": "string_agg(channel, ',' ORDER BY ts)",
    "median": "percentile_cont(0.5) WITHIN GROUP (ORDER BY score)",
    "ratio_to_report": "score / sum(score) OVER ()",
    "len": "length(channel)",
    "charindex": "strpos(channel, 'a')",
}
AS_TEXT = ("left", "right", "substring", "substr", "lpad", "split_part", "length", "len", "strpos", "charindex")
TIME = re.compile(r"timestamp|date|time ")
FUNCTION = re.compile(r"function (?:\w+\.)?(\w+)\((.*)\) does not exist")
COLUMN = re.compile(r'column "?(\w+)"? does not exist')
CALLED = re.compile(r"(\w+)\s*\(\s*$")


def instead(code: str, message: str, before: str) -> str:
    """What PostgreSQL has instead of what an error is about, in words; "" if it is about nothing of the kind.

    `code` and `message` are the server's, `before` is the text of the statement up to the place of the error.
    """
    if code == UNDEFINED_FUNCTION and (found := FUNCTION.search(message)):
        return _function(found[1].lower(), found[2])
    if code == UNDEFINED_COLUMN and (found := COLUMN.search(message)):
        # In DATEADD(day, …) the server looks for a column `day` first.
        called = CALLED.search(before)
        return _word(found[1].lower()) or (_word(called[1].lower()) if called else "")
    return ""


def _function(name: str, types: str) -> str:
    first = types.split(",")[0]
    if name == "trunc" and TIME.search(first):
        return (
            "TRUNC of a time is Redshift's: PostgreSQL writes created_at::date, or date_trunc('day', created_at)."
        )
    if name in AS_TEXT and TIME.search(first):
        return (
            "Redshift makes a text of a time by itself, PostgreSQL does not: write created_at::date for its day,"
            f" or {name}(created_at::text, …)."
        )
    if name == "round" and first in ("double precision", "real"):
        return "PostgreSQL rounds a numeric to digits, Redshift a float too: write round(x::numeric, 2)."
    return _word(name)


def _word(name: str) -> str:
    return (
        f"{name.upper()} is a function of Redshift, not of PostgreSQL: write {WORDS[name]}."
        if name in WORDS
        else ""
    )
