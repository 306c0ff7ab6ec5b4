"""Rules on types: of a column, in a cast, before a literal. A column may have such a name: the place decides."""

from collections.abc import Iterator
from functools import partial

from workbook.databases.redshift_rules.rule import TYPES, Rule
from workbook.databases.redshift_rules.words import STRING, Words

# How entries of CREATE TABLE's brackets begin that are no columns.
NO_COLUMN = ("PRIMARY", "UNIQUE", "FOREIGN", "CONSTRAINT", "CHECK", "EXCLUDE", "LIKE")

UNSUPPORTED = {
    "use IDENTITY(1, 1)": ("SERIAL", "BIGSERIAL", "SMALLSERIAL", "SERIAL2", "SERIAL4", "SERIAL8"),
    "use VARCHAR(36)": ("UUID",),
    "use VARBYTE": ("BYTEA", "BIT"),
    "use SUPER, or VARCHAR and json_extract_path_text()": ("JSON", "JSONB", "HSTORE", "XML"),
    "use NUMERIC(18, 2)": ("MONEY",),
    "use VARCHAR": ("INET", "CIDR", "MACADDR", "TSVECTOR", "TSQUERY"),
    "use two columns, for the range's ends": (
        "INT4RANGE", "INT8RANGE", "NUMRANGE", "TSRANGE", "TSTZRANGE", "DATERANGE",
    ),
    "use GEOMETRY": ("POINT", "LINE", "LSEG", "BOX", "PATH", "POLYGON", "CIRCLE"),
}  # fmt: skip
UNITS = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")


def columns(words: Words) -> Iterator[int]:
    """The indexes of the types of the columns that a CREATE TABLE or an ALTER TABLE defines."""
    if words.word(0) == "ALTER" and words.word(1) == "TABLE":
        for at in words.places.get("ADD", ()):
            name = at + (2 if words.word(at + 1) == "COLUMN" else 1)
            if words.word(name) not in NO_COLUMN:
                yield name + 1
    if words.word(0) != "CREATE" or "TABLE" not in words.words[1:4]:
        return
    begin = next((at for at in words.top(0, len(words)) if words.word(at) == "("), -1)
    as_query = words.find("AS", 0, len(words))
    if begin < 0 or 0 <= as_query < begin:
        return
    entry = begin + 1
    end = words.closing.get(begin, len(words))
    while 0 < entry < end:
        if words.word(entry) not in NO_COLUMN and entry + 1 < end and words.word(entry + 1) not in (",", ")"):
            yield entry + 1
        entry = words.find(",", entry, end) + 1


def _used(name: str, words: Words) -> Iterator[int]:
    """Where a type is named: in a column, behind `::`, in CAST ( … AS … ), or before a literal."""
    places = words.places.get(name)
    if not places or words.word(0) in ("COPY", "UNLOAD"):  # whose options have such names
        return
    of_columns = set(columns(words))
    for at in places:
        before, behind = words.word(at - 1), words.word(at + 1)
        casts = before == "AS" and words.word(words.opening.get(at + 1, 0) - 1) == "CAST"
        if at in of_columns or before == "::" or casts or (behind == STRING and before != "."):
            yield at


def _arrays(words: Words) -> Iterator[int]:
    """int[], int[3] and int ARRAY."""
    for at in words.places.get("[", ()):
        of_column = words.word(0) in ("CREATE", "ALTER") and words.word(at - 1) != "ARRAY"
        if words.word(at + 1) == "]" or of_column:
            yield at - 1


def _intervals(words: Words) -> Iterator[int]:
    if "INTERVAL" in words.places:
        yield from [
            at for at in columns(words) if words.word(at) == "INTERVAL" and words.word(at + 1) not in UNITS
        ]


def _without_length(words: Words) -> Iterator[int]:
    for at in columns(words):
        name = words.word(at)
        if name == "TEXT" or (name in ("VARCHAR", "NVARCHAR") and words.word(at + 1) != "("):
            yield at


def _without_scale(words: Words) -> Iterator[int]:
    for at in columns(words):
        if words.word(at) in ("NUMERIC", "DECIMAL") and words.word(at + 1) != "(":
            yield at


RULES = [
    Rule(f"The type {name.lower()}", instead, TYPES, where=partial(_used, name))
    for instead, names in UNSUPPORTED.items()
    for name in names
]
RULES += [
    Rule("A type of arrays", "use one row a value, or SUPER", TYPES, where=_arrays),
    Rule(
        "INTERVAL as a column's type",
        "write INTERVAL DAY TO SECOND or INTERVAL YEAR TO MONTH",
        "r_interval_data_types",
        reason="needs its units",
        where=_intervals,
    ),
    Rule(
        "TEXT, or VARCHAR without a length",
        "write the length that the longest value needs, in bytes",
        "r_Character_types",
        reason="is VARCHAR(256) in Redshift",
        where=_without_length,
        is_note=True,
    ),
    Rule(
        "NUMERIC without a precision",
        "write both, as NUMERIC(18, 2)",
        "r_Numeric_types201",
        reason="is NUMERIC(18, 0) in Redshift",
        where=_without_scale,
        is_note=True,
    ),
]
