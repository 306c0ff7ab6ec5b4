"""Rules on functions: those that Redshift's lists name as not supported, and those of its leader node alone."""

from collections.abc import Callable, Iterator
from functools import partial

from workbook.databases.redshift_rules.rule import FUNCTIONS, Rule
from workbook.databases.redshift_rules.words import Words

AGGREGATES, DATES, JSON = "c_Aggregate_Functions", "Date_functions_header", "json-functions"
LEADER = "c_SQL_functions_leader_node_only"

# What may stand before a name and "(" that is no call.
NO_CALL = (
    "INTO",
    "TABLE",
    "EXISTS",
    "AS",
    "WITH",
    "RECURSIVE",
    "REFERENCES",
    "FUNCTION",
    "PROCEDURE",
    "VIEW",
    "COPY",
)

# Function -> what to write instead.
UNSUPPORTED = {
    "STRING_AGG": "use LISTAGG(channel, ',') WITHIN GROUP (ORDER BY ts)",
    "ARRAY_AGG": "use LISTAGG(…) WITHIN GROUP (ORDER BY …), or one row a value",
    "EVERY": "use bool_and()",
    "XMLAGG": "use LISTAGG",
    **dict.fromkeys(("CORR", "COVAR_POP", "COVAR_SAMP"), "compute it from sum(), count() and stddev()"),
    **dict.fromkeys(
        ("REGR_AVGX", "REGR_AVGY", "REGR_COUNT", "REGR_INTERCEPT", "REGR_R2", "REGR_SLOPE", "REGR_SXX", "REGR_SXY",
         "REGR_SYY"),
        "compute it from sum() and count()",
    ),
    "CLOCK_TIMESTAMP": "use GETDATE(), the start of the statement",
    "TRANSACTION_TIMESTAMP": "use SYSDATE, the start of the transaction",
    **dict.fromkeys(("JUSTIFY_DAYS", "JUSTIFY_HOURS", "JUSTIFY_INTERVAL"), "use DATEDIFF"),
    "PG_SLEEP": "wait in the program that calls",
    "DIV": "use trunc(a / b)",
    "SETSEED": "use SET SEED",
    "WIDTH_BUCKET": "use floor() or CASE",
    "GENERATE_SUBSCRIPTS": "join a table of numbers",
    "BIT_LENGTH": "use 8 * octet_length()",
    "OVERLAY": "use substring() and concat()",
    **dict.fromkeys(("CONVERT_FROM", "CONVERT_TO", "ENCODE"), "store text as UTF-8 VARCHAR; VARBYTE has to_hex()"),
    "FORMAT": "use concat() or to_char()",
    "QUOTE_NULLABLE": "use coalesce(quote_literal(…), 'NULL')",
    "REGEXP_MATCHES": "use regexp_substr() or regexp_count()",
    **dict.fromkeys(("REGEXP_SPLIT_TO_ARRAY", "REGEXP_SPLIT_TO_TABLE"), "use split_part()"),
    **dict.fromkeys(("NEXTVAL", "CURRVAL", "SETVAL", "LASTVAL"), "use an IDENTITY column"),
    **dict.fromkeys(
        ("PG_ADVISORY_LOCK", "PG_ADVISORY_XACT_LOCK", "PG_TRY_ADVISORY_LOCK", "PG_TRY_ADVISORY_XACT_LOCK",
         "PG_ADVISORY_UNLOCK", "PG_ADVISORY_LOCK_SHARED"),
        "LOCK a table, or let the scheduler run one load at a time",
    ),
    **dict.fromkeys(("TXID_CURRENT", "PG_CURRENT_XACT_ID", "PG_CURRENT_SNAPSHOT"), "ask SVV_TRANSACTIONS"),
    **dict.fromkeys(
        ("PG_RELATION_SIZE", "PG_TOTAL_RELATION_SIZE", "PG_TABLE_SIZE", "PG_INDEXES_SIZE", "PG_DATABASE_SIZE",
         "PG_COLUMN_SIZE", "PG_SIZE_PRETTY"),
        "ask SVV_TABLE_INFO",
    ),
    **dict.fromkeys(("TO_TSVECTOR", "TO_TSQUERY", "PLAINTO_TSQUERY"), "search by LIKE or by regular expressions"),
    "CURRENT_QUERY": "ask SYS_QUERY_HISTORY",
}  # fmt: skip

# Not in the list of the kind's functions.
UNLISTED: dict[str, dict[str, tuple[str, ...]]] = {
    DATES: {
        "use to_date() or DATEADD": (
            "MAKE_DATE", "MAKE_TIME", "MAKE_TIMESTAMP", "MAKE_TIMESTAMPTZ", "MAKE_INTERVAL", "DATE_BIN",
        ),
    },
    JSON: {
        "use json_parse() and SUPER, or json_extract_path_text()": (
            "JSON_AGG", "JSONB_AGG", "JSON_OBJECT_AGG", "JSONB_OBJECT_AGG", "ROW_TO_JSON", "TO_JSON", "TO_JSONB",
            "JSON_BUILD_OBJECT", "JSONB_BUILD_OBJECT", "JSON_BUILD_ARRAY", "JSONB_BUILD_ARRAY", "JSONB_SET",
            "JSON_ARRAY_ELEMENTS", "JSONB_ARRAY_ELEMENTS", "JSON_EACH", "JSONB_EACH", "JSON_OBJECT_KEYS",
            "JSONB_OBJECT_KEYS", "JSON_TO_RECORDSET", "JSONB_TO_RECORDSET", "JSONB_PATH_QUERY", "JSON_TABLE",
        ),
    },
}  # fmt: skip

# Of arrays, which catalogs have and tables of one's own have not.
ARRAYS = (
    "ARRAY_LENGTH", "ARRAY_UPPER", "ARRAY_LOWER", "ARRAY_NDIMS", "ARRAY_APPEND", "ARRAY_PREPEND", "ARRAY_CAT",
    "ARRAY_REMOVE", "ARRAY_REPLACE", "ARRAY_TO_STRING", "STRING_TO_ARRAY", "CARDINALITY",
)  # fmt: skip
OF_ARRAYS = "use one row a value, or split_part(); SUPER has get_array_length() and split_to_array()"

# Of the leader node alone: an error in a statement that reads or writes a table of one's own.
LEADER_ONLY = {
    "NOW": "use GETDATE(), the start of the statement, or SYSDATE, the start of the transaction",
    "AGE": "use DATEDIFF",
    "ISFINITE": "compare with a bound",
    "CURRENT_SCHEMA": "ask for it in a statement without a table",
    "CURRENT_SCHEMAS": "ask for it in a statement without a table",
    "HAS_TABLE_PRIVILEGE": "ask for it in a statement without a table",
    "HAS_SCHEMA_PRIVILEGE": "ask for it in a statement without a table",
    "HAS_DATABASE_PRIVILEGE": "ask for it in a statement without a table",
    "GENERATE_SERIES": "join a table of numbers or of days, or write WITH RECURSIVE",
}
# The same without brackets.
LEADER_WORDS = ("CURRENT_TIMESTAMP", "CURRENT_TIME", "LOCALTIME", "LOCALTIMESTAMP")


def _called(name: str, words: Words) -> Iterator[int]:
    for at in words.places.get(name, ()):
        if words.word(at + 1) == "(" and words.word(at - 1) not in NO_CALL:
            yield at


def _word(name: str, words: Words) -> Iterator[int]:
    for at in words.places.get(name, ()):
        if words.word(at - 1) not in (".", "AS"):
            yield at


def _percentile_disc(words: Words) -> Iterator[int]:
    """The aggregate: Redshift has it as a window function, and with APPROXIMATE."""
    for at in _called("PERCENTILE_DISC", words):
        group = words.closing.get(at + 1, at) + 1
        end = words.closing.get(group + 2, at)
        if words.word(at - 1) != "APPROXIMATE" and words.word(end + 1) != "OVER":
            yield at


def _rule(
    name: str, instead: str, page: str, reason: str, where: Callable = _called, brackets: str = "()"
) -> Rule:
    return Rule(f"{name.lower()}{brackets}", instead, page, reason=reason, where=partial(where, name))


RULES = [_rule(name, instead, FUNCTIONS, "is not supported") for name, instead in UNSUPPORTED.items()]
RULES += [
    _rule(name, instead, page, "is not one of Redshift's functions")
    for page, kinds in UNLISTED.items()
    for instead, names in kinds.items()
    for name in names
]
RULES += [
    Rule("mode()", "count each value, and take the first by row_number()", AGGREGATES, r"MODE \( \) WITHIN"),
    Rule(
        "percentile_disc() as an aggregate",
        "use APPROXIMATE PERCENTILE_DISC(…) WITHIN GROUP (…), or percentile_cont()",
        AGGREGATES,
        where=_percentile_disc,
    ),
]
_ALONE = "runs on the leader node alone, not with a table"
ON_TABLES = [
    _rule(name, instead, FUNCTIONS if name == "GENERATE_SERIES" else LEADER, _ALONE)
    for name, instead in LEADER_ONLY.items()
]
ON_TABLES += [_rule(name, OF_ARRAYS, FUNCTIONS, "is not supported") for name in ARRAYS]
# This page has all of these words.
ON_TABLES += [_rule(name, "use GETDATE() or SYSDATE", DATES, _ALONE, _word, "") for name in LEADER_WORDS]
