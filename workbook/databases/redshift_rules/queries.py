"""Rules on what a query may say: SELECT's clauses, windows, expressions."""

import re
from collections.abc import Iterator
from functools import partial

from workbook.databases.redshift_rules.rule import FEATURES, FUNCTIONS, START, Rule
from workbook.databases.redshift_rules.words import CHANGES, NAME, NUMBER, STRING, Words

SELECT, FROM, WITH, WINDOWS = "r_SELECT_synopsis", "r_FROM_clause30", "r_WITH_clause", "c_Window_functions"
COMPARE = ("=", "<>", "!=", "<", ">", "<=", ">=")
# Window functions that need a frame where they have an ORDER BY; ranks, LAG and LEAD take none.
FRAMED = (
    "SUM", "AVG", "COUNT", "MIN", "MAX", "FIRST_VALUE", "LAST_VALUE", "NTH_VALUE", "STDDEV", "STDDEV_SAMP",
    "STDDEV_POP", "VARIANCE", "VAR_SAMP", "VAR_POP", "BOOL_AND", "BOOL_OR",
)  # fmt: skip
FRAME = ("ROWS", "RANGE", "GROUPS")
BEGINS_A_FRAME = ("BETWEEN", "UNBOUNDED", "CURRENT", NUMBER, STRING, "INTERVAL")
BEFORE_A_ROW = ("WHERE", "AND", "OR", "ON", "NOT", "HAVING", "WHEN", "THEN", "ELSE", "SELECT", "(", ",")
QUERY = re.compile(r"\( (?:SELECT|WITH|\( )")


def _without_frame(name: str, words: Words) -> Iterator[int]:
    """The function over an ORDER BY that has no frame."""
    for over in words.places.get("OVER", ()) if name in words.places else ():
        called, end = _function_before(words, over), words.closing.get(over + 1, -1)
        if words.word(called) != name or end < 0 or words.find("ORDER", over + 2, end) < 0:
            continue
        if all(words.find(word, over + 2, end) < 0 for word in FRAME):
            yield called


def _other_frames(words: Words) -> Iterator[int]:
    """RANGE and GROUPS; a column may have such a name, so what follows decides."""
    for over in words.places.get("OVER", ()):
        for at in words.top(over + 2, words.closing.get(over + 1, -1)):
            if words.word(at) in ("RANGE", "GROUPS") and words.word(at + 1) in BEGINS_A_FRAME:
                yield at


def _function_before(words: Words, over: int) -> int:
    """The index of the name of the function that an OVER belongs to; -1 if it can't be told."""
    at = over - 1
    if words.word(at) == "NULLS":  # IGNORE NULLS
        at -= 2
    begin = words.opening.get(at, -1)
    if begin > 0 and words.word(begin - 1) == "FILTER":
        begin = words.opening.get(begin - 2, -1)
    return begin - 1 if begin > 0 else -1


def _rows_compared(words: Words) -> Iterator[int]:
    """(a, b) = (c, d), and the like."""
    for begin, end in words.closing.items():
        if words.word(begin) == "(" and words.word(end + 1) in COMPARE and words.word(begin - 1) in BEFORE_A_ROW:
            inside = words.words[begin + 1]
            if inside not in ("SELECT", "WITH") and words.find(",", begin + 1, end) > 0:
                yield begin


def _arrays_asked(words: Words) -> Iterator[int]:
    """= ANY (array); with a query in the brackets it is something else."""
    for word in ("ANY", "ALL", "SOME"):
        for at in words.places.get(word, ()):
            compares = words.word(at - 1) in (*COMPARE, "LIKE", "ILIKE")
            if compares and words.word(at + 1) == "(" and not words.starts(at + 1, QUERY):
                yield at


def _subscripts_of_results(words: Words) -> Iterator[int]:
    """(…)[1], and value[1:2]."""
    for begin in words.places.get("[", ()):
        end = words.closing.get(begin, begin)
        if words.word(end + 1) != "." and (words.word(begin - 1) == ")" or words.find(":", begin + 1, end) > 0):
            yield begin - 1


def _subscripts_of_columns(words: Words) -> Iterator[int]:
    """value[1], but not ARRAY[1], not the type int[], and not SUPER's value[0].name."""
    if words.word(0) in ("CREATE", "ALTER"):
        return
    for begin in words.places.get("[", ()):
        end, before = words.closing.get(begin, begin), words.word(begin - 1)
        is_name = before.replace("_", "a").isalnum() or before == NAME
        further = words.word(begin + 1) == "]" or words.word(end + 1) == "." or words.find(":", begin + 1, end) > 0
        if is_name and before != "ARRAY" and not further:
            yield begin - 1


def _tables_as_queries(words: Words) -> Iterator[int]:
    """TABLE nps, which stands for a query; not the TABLE of CREATE, LOCK and GRANT, and not a column's name."""
    if words.word(0) in ("GRANT", "REVOKE"):
        return
    for at in words.places.get("TABLE", ()):
        begins = words.word(at - 1) in (START, "(", "UNION", "ALL", "EXCEPT", "INTERSECT", "AS")
        if words.word(at + 1) not in ("", ",", ")", "FROM", ".") and (begins or words.verb == "INSERT"):
            yield at


RULES = [
    Rule(
        "DISTINCT ON",
        "use QUALIFY row_number() OVER (PARTITION BY … ORDER BY …) = 1, with an alias for the table",
        "r_SELECT_list",
        r"DISTINCT ON \(",
    ),
    Rule(
        "QUALIFY right after a table",
        "give the table an alias",
        "r_QUALIFY_clause",
        r"FROM (?:\S+ \. )?\S+ QUALIFY",
        "needs an alias for it",
    ),
    Rule("LATERAL", "join a subquery, or use a window function", FROM, "LATERAL"),
    Rule(
        "VALUES as a table",
        "use SELECT … UNION ALL SELECT …, or a table that you INSERT the rows into",
        FEATURES,
        r"VALUES \(",
        after=(START, "(", "AS", "UNION", "ALL"),
    ),
    Rule("TABLE as a query", "write SELECT * FROM …", SELECT, where=_tables_as_queries),
    Rule(
        "A system column (ctid, xmin …)",
        "give the table a column that tells its rows apart, such as an IDENTITY",
        FEATURES,
        r"(CTID|XMIN|XMAX|CMIN|CMAX|TABLEOID)",
        "does not exist",
        unless=("AS",),
    ),
    Rule("A named WINDOW", "write the window into each OVER ( … )", SELECT, r"WINDOW \S+ AS \("),
    Rule(
        "A frame by RANGE or GROUPS",
        "use ROWS",
        WINDOWS,
        where=_other_frames,
    ),
    Rule("EXCLUDE in a frame", "leave it out", WINDOWS, "EXCLUDE (?:CURRENT ROW|GROUP|TIES|NO OTHERS)"),
    Rule(
        "FILTER (WHERE …)",
        "use CASE WHEN … THEN … END in the aggregate",
        "c_Aggregate_Functions",
        r"FILTER \( WHERE",
    ),
    Rule("FETCH FIRST … ROWS", "use LIMIT", SELECT, r"FETCH (?:FIRST|NEXT) (?:\S+ )?(?:ROW|ROWS)"),
    Rule("TABLESAMPLE", "filter by random()", FROM, "TABLESAMPLE"),
    Rule(
        "FOR UPDATE or FOR SHARE",
        "use LOCK at the start of the transaction",
        SELECT,
        "FOR (?:NO KEY UPDATE|UPDATE|KEY SHARE|SHARE)",
    ),
    Rule(
        "IS DISTINCT FROM",
        "compare coalesce(a, …) with coalesce(b, …), or ask IS NULL of both",
        FUNCTIONS,
        "IS (?:NOT )?DISTINCT FROM",
    ),
    Rule("A row constructor", "compare column by column", FEATURES, r"ROW \(", unless=("AS", "TABLE", "INTO")),
    Rule("A comparison of rows", "compare column by column, with AND and OR", FEATURES, where=_rows_compared),
    Rule("ARRAY[…]", "use one row a value, or a SUPER made by ARRAY(…)", FEATURES, r"ARRAY \["),
    Rule("ARRAY(SELECT …)", "use LISTAGG, or one row a value", FEATURES, r"ARRAY \( (?:SELECT|WITH)"),
    Rule("ANY or ALL of an array", "use IN ( … )", FEATURES, where=_arrays_asked),
    Rule(
        "A subscript of a result, or a slice", "use split_part() on a text", FEATURES, where=_subscripts_of_results
    ),
    Rule(
        "A subscript of a column",
        "see that it is SUPER, and that the first element's number is 0",
        "query-super",
        reason="asks for the type SUPER",
        where=_subscripts_of_columns,
        is_note=True,
    ),
    Rule("MATERIALIZED in WITH", "leave it out", WITH, r"AS (?:NOT )?MATERIALIZED \("),
    Rule(
        "A WITH query that changes data",
        "run two statements in one transaction",
        WITH,
        rf"AS (?:(?:NOT )?MATERIALIZED )?\( (?:{'|'.join(CHANGES)})",
    ),
    Rule("WITH ORDINALITY", "number the rows by row_number()", FROM, "WITH ORDINALITY"),
    Rule("ALL in INTERSECT and EXCEPT", "leave ALL out", "r_UNION", "(INTERSECT|EXCEPT) ALL"),
    Rule("BETWEEN SYMMETRIC", "use least() and greatest()", "r_range_condition", "BETWEEN SYMMETRIC"),
    Rule(
        "COLLATE with a locale",
        "use COLLATE(…, 'case_insensitive'), or leave it out",
        FEATURES,
        r'COLLATE (?:"" \. )?""',
    ),
]
RULES += [
    Rule(
        f"{name.lower()}() OVER ( … ORDER BY … )",
        "add one, such as ROWS UNBOUNDED PRECEDING, or ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING",
        WINDOWS,
        reason="needs a frame clause",
        where=partial(_without_frame, name),
    )
    for name in FRAMED
]
for _operator in ("->", "->>", "#>", "#>>"):
    RULES.append(
        Rule(
            f"The JSON operator {_operator}",
            "use json_extract_path_text(), or a column of type SUPER and its dots",
            "json-functions",
            re.escape(_operator),
        )
    )
for _operator in ("@>", "<@", "&&"):
    RULES.append(
        Rule(
            f"The operator {_operator} of arrays and ranges",
            "compare values, or the two ends of a range",
            FUNCTIONS,
            re.escape(_operator),
        )
    )
