"""Rules on what defines: tables and columns, views, functions, and the kinds of object that Redshift has not."""

from collections.abc import Callable, Iterator

from workbook.databases.redshift_rules.rule import COMMANDS, FEATURES, START, TYPES, Rule
from workbook.databases.redshift_rules.words import Words

TABLE, ALTER, AS_QUERY, VIEW = "r_CREATE_TABLE_NEW", "r_ALTER_TABLE", "r_CREATE_TABLE_AS", "r_CREATE_VIEW"
DEFINE = ("CREATE", "ALTER")
DEFINE_OR_DROP = (*DEFINE, "DROP")
BEFORE_KIND = ("OR", "REPLACE", "UNIQUE", "CONSTRAINT", "EVENT", "TEMP", "TEMPORARY")
OTHER_KINDS = (
    "EXTENSION", "AGGREGATE", "CAST", "COLLATION", "CONVERSION", "FOREIGN", "OPERATOR", "PUBLICATION", "SERVER",
    "STATISTICS", "SUBSCRIPTION", "TABLESPACE", "TEXT", "LANGUAGE",
)  # fmt: skip
VARCHAR = ("VARCHAR", "CHARACTER", "NVARCHAR")


def _kind(*names: str) -> Callable[[Words], Iterator[int]]:
    """CREATE, ALTER or DROP of such an object."""

    def where(words: Words) -> Iterator[int]:
        at = 1
        while words.word(at) in BEFORE_KIND:
            at += 1
        if words.word(0) in DEFINE_OR_DROP and words.word(at) in names:
            yield at

    return where


def _partitioned(words: Words) -> Iterator[int]:
    """PARTITION BY of a table, not of a window; an external table may have it."""
    if words.word(0) != "CREATE" or "EXTERNAL" in words.words[:3]:
        return
    for at in words.top(1, len(words)):
        if words.word(at) == "PARTITION" and words.word(at + 1) in ("BY", "OF"):
            yield at


def _actions(words: Words) -> Iterator[int]:
    """The indexes at which the actions of an ALTER TABLE behind the first begin."""
    if words.word(0) == "ALTER" and words.word(1) == "TABLE":
        yield from [at + 1 for at in words.top(2, len(words)) if words.word(at) == ","]


def _further_additions(words: Words) -> Iterator[int]:
    yield from [at for at in _actions(words) if words.word(at) in ("ADD", "DROP", "RENAME")][:1]


def _column_changes(words: Words) -> Iterator[int]:
    """ALTER COLUMN … SET or DROP."""
    for at in words.places.get("ALTER", ())[1:]:
        name = at + (2 if words.word(at + 1) == "COLUMN" else 1)
        if words.word(name + 1) in ("SET", "DROP") and words.word(name + 2) in ("DEFAULT", "NOT"):
            yield name + 1


def _types_changed(words: Words) -> Iterator[int]:
    """ALTER COLUMN … TYPE, to another type than VARCHAR, or with USING."""
    for at in words.places.get("TYPE", ()):
        before = (words.word(at - 2), words.word(at - 1))  # a column may be called type
        alters = words.word(1) == "TABLE" and (before[0] in ("ALTER", "COLUMN", "SET")) and before[1] != "COLUMN"
        if alters and (words.word(at + 1) not in VARCHAR or words.find("USING", at, len(words)) > 0):
            yield at


def _if_exists(words: Words) -> Iterator[int]:
    if words.word(0) == "ALTER" and "PARTITION" not in words.places:  # which external tables have
        yield from words.places.get("IF", ())


def _if_not_exists_as(words: Words) -> Iterator[int]:
    """CREATE TABLE IF NOT EXISTS … AS."""
    at = words.find("IF", 0, min(6, len(words)))
    is_table = words.word(0) == "CREATE" and words.word(at - 1) == "TABLE"
    if at > 0 and is_table and words.find("AS", at, len(words)) > 0:
        yield at


def _temporary_view(words: Words) -> Iterator[int]:
    at = words.find("VIEW", 0, min(6, len(words)))
    if words.word(0) == "CREATE" and words.word(at - 1) in ("TEMP", "TEMPORARY", "RECURSIVE"):
        yield at - 1


def _including(words: Words) -> Iterator[int]:
    for word in ("INCLUDING", "EXCLUDING"):
        yield from [at for at in words.places.get(word, ()) if words.word(at + 1) != "DEFAULTS"]


def _language(words: Words) -> Iterator[int]:
    """CREATE FUNCTION in a language of PostgreSQL's, or with a body of its own."""
    if words.word(0) != "CREATE" or "FUNCTION" not in words.words[1:4]:
        return
    yield from [at for at in words.places.get("LANGUAGE", ()) if words.word(at + 1) != "SQL"]


RULES = [
    Rule("An index", "choose a SORTKEY and a DISTKEY for the table", FEATURES, where=_kind("INDEX")),
    Rule("A trigger", "do it in the load", FEATURES, where=_kind("TRIGGER")),
    Rule("A POLICY", "use CREATE RLS POLICY and ATTACH RLS POLICY", "t_rls_ownership", where=_kind("POLICY")),
    Rule("A rule", "do it in the load, or by a view", COMMANDS, where=_kind("RULE")),
    Rule("A sequence", "use an IDENTITY(1, 1) column", FEATURES, where=_kind("SEQUENCE")),
    Rule(
        "A type or domain", "use a VARCHAR, and test its values in the load", TYPES, where=_kind("TYPE", "DOMAIN")
    ),
    Rule(
        "A FUNCTION in another language than SQL",
        "write a PROCEDURE in plpgsql, a FUNCTION in SQL, or an EXTERNAL FUNCTION in Lambda",
        "r_CREATE_FUNCTION",
        where=_language,
    ),
    Rule("UNLOGGED", "leave it out, or make it a TEMP table", TABLE, "UNLOGGED", only=DEFINE),
    Rule(
        "ON COMMIT",
        "leave it out: a temporary table goes with its session, or DROP it",
        TABLE,
        "ON COMMIT",
        only=DEFINE,
    ),
    Rule("CHECK", "test the rows in the load", FEATURES, r"CHECK \(", only=DEFINE),
    Rule("EXCLUDE", "test the rows in the load", FEATURES, r"EXCLUDE (?:USING|\()", only=DEFINE),
    Rule("A partitioned table", "choose a SORTKEY by time", FEATURES, where=_partitioned),
    Rule("A partition", "choose a SORTKEY by time", FEATURES, "(ATTACH|DETACH) PARTITION", only=DEFINE),
    Rule("INHERITS", "use LIKE, or a view of UNION ALL", FEATURES, "INHERITS", only=DEFINE),
    Rule("DEFERRABLE", "leave it out", TABLE, "(DEFERRABLE|INITIALLY)", unless=("NOT",), only=DEFINE),
    Rule("NOT DEFERRABLE", "leave it out", TABLE, "NOT DEFERRABLE", only=DEFINE),
    Rule(
        "An action of a foreign key",
        "leave it out: the key is not enforced",
        TABLE,
        "ON (?:DELETE|UPDATE) (?:CASCADE|RESTRICT|SET|NO)",
        only=DEFINE,
    ),
    Rule(
        "GENERATED ALWAYS",
        "use IDENTITY(1, 1), or compute it in the load or a view",
        TABLE,
        "GENERATED ALWAYS",
        only=DEFINE,
    ),
    Rule(
        "IDENTITY without a seed and a step",
        "write GENERATED BY DEFAULT AS IDENTITY(1, 1)",
        TABLE,
        r"AS IDENTITY(?! \()",
        reason="is not taken",
        after=("DEFAULT",),
        only=DEFINE,
    ),
    Rule("An option of LIKE other than DEFAULTS", "use INCLUDING DEFAULTS", TABLE, where=_including, only=DEFINE),
    Rule("TABLESPACE", "leave it out", FEATURES, "TABLESPACE", only=DEFINE, unless=DEFINE),
    Rule("IF NOT EXISTS with AS", "DROP TABLE IF EXISTS before it", AS_QUERY, where=_if_not_exists_as),
    Rule(
        "WITH [NO] DATA", "use LIKE, or AS SELECT … WHERE false", AS_QUERY, "WITH (?:NO )?DATA", only=("CREATE",)
    ),
    Rule("A temporary view", "give it a name that begins with #", VIEW, where=_temporary_view),
    Rule(
        "WITH CHECK OPTION", "leave it out: a view takes no rows", VIEW, "WITH (?:LOCAL |CASCADED )?CHECK OPTION"
    ),
    Rule(
        "A change of a column's DEFAULT or NOT NULL",
        "add a column that has it, UPDATE, DROP and RENAME; or make the table anew",
        ALTER,
        where=_column_changes,
    ),
    Rule(
        "ALTER COLUMN … TYPE",
        "add a column, UPDATE it from the old one, DROP that and RENAME",
        ALTER,
        reason="only changes the length of a VARCHAR",
        where=_types_changed,
    ),
    Rule("A second action in one ALTER TABLE", "write one ALTER TABLE a column", ALTER, where=_further_additions),
    Rule("IF EXISTS in ALTER TABLE", "ask SVV_COLUMNS first", ALTER, where=_if_exists),
    Rule(
        "PRIMARY KEY",
        "let the load keep it: the planner trusts it",
        TABLE,
        "PRIMARY KEY",
        "is not enforced by Redshift",
        only=DEFINE,
        is_note=True,
    ),
    Rule(
        "UNIQUE",
        "let the load keep it: the planner trusts it",
        TABLE,
        "UNIQUE",
        "is not enforced by Redshift",
        only=DEFINE,
        unless=(*DEFINE, START),
        is_note=True,
    ),
    Rule(
        "REFERENCES",
        "let the load keep it: the planner trusts it",
        TABLE,
        "REFERENCES",
        "is not enforced by Redshift",
        only=DEFINE,
        is_note=True,
    ),
]
RULES += [
    Rule(
        name,
        "look for another way in the list of Redshift's commands",
        COMMANDS,
        reason="is not a kind of object in Redshift",
        where=_kind(name),
    )
    for name in OTHER_KINDS
]
