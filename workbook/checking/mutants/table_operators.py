"""Operators on tables: constraints, types, defaults, what a table is made from, and statements that follow.

Most work on tokens, since sqlglot does not write all DDL again without loss.
"""

import re
from collections.abc import Iterator

from sqlglot import exp

from workbook.checking.mutants.contracts import Columns, Contract
from workbook.checking.mutants.sql_tree import Change, Node, Operator, Where
from workbook.databases import sqltext

FROZEN = ("DEFAULT 'now'", "DEFAULT timestamp '2025-03-01'", "DEFAULT current_date", "DEFAULT NULL")
# Words of DDL, and what is put in their place.
WORDS = {
    ("PRIMARY", "KEY"): ("", "UNIQUE"),
    ("UNIQUE",): ("",),
    ("INCLUDING", "DEFAULTS"): ("", "INCLUDING ALL"),
    ("INCLUDING", "ALL"): ("", "INCLUDING DEFAULTS"),
    ("INCLUDING", "IDENTITY"): ("",),
    ("BY", "DEFAULT", "AS", "IDENTITY"): ("ALWAYS AS IDENTITY",),
    ("ALWAYS", "AS", "IDENTITY"): ("BY DEFAULT AS IDENTITY",),
    ("TEMP", "TABLE"): ("TABLE", "UNLOGGED TABLE"),
    ("TEMPORARY", "TABLE"): ("TABLE",),
    ("CREATE", "TABLE"): ("CREATE TEMP TABLE", "CREATE UNLOGGED TABLE"),
    ("CREATE", "INDEX"): ("CREATE UNIQUE INDEX",),
    ("ON", "COMMIT", "DROP"): ("", "ON COMMIT DELETE ROWS"),
    ("DEFAULT", "NOW", "(", ")"): FROZEN,
    ("DEFAULT", "CURRENT_TIMESTAMP"): FROZEN,
    ("IF", "NOT", "EXISTS"): ("",),
}  # fmt: skip
# A type, and narrower ones; one that holds as much is no mutant.
TYPES = {
    "INT": ("SMALLINT", "REAL", "TEXT"),
    "INTEGER": ("SMALLINT", "REAL"),
    "BIGINT": ("INT", "DOUBLE PRECISION"),
    "SMALLINT": ("NUMERIC(1)", "TEXT"),
    "SERIAL": ("INT", "SMALLSERIAL"),
    "TIMESTAMP": ("DATE", "TIMESTAMP(0)", "TIMESTAMP(3)", "TEXT"),
    "TIMESTAMPTZ": ("DATE", "TIMESTAMPTZ(0)"),
    "DATE": ("TIMESTAMP", "TEXT"),
    "TEXT": ("VARCHAR(255)", "VARCHAR(65534)", "CHAR(100)"),
    "VARCHAR": ("CHAR",),
    "REAL": ("NUMERIC(5, 1)", "INT"),
    "NUMERIC": ("REAL", "DOUBLE PRECISION"),
    "DECIMAL": ("REAL", "DOUBLE PRECISION"),
    "JSONB": ("VARCHAR(255)",),
    "BOOLEAN": ("TEXT",),
}
DDL = ("CREATE", "ALTER")


def words_replaced(text: str, engine: str, lasting: bool = True) -> Iterator[tuple[str, str]]:
    """A statement of DDL with some of its words replaced: (operator, text)."""
    words = list(_words(text, engine))
    upper = [word for word, _, _ in words]
    for at, (word, start, end) in enumerate(words):
        for pattern, others in WORDS.items():
            if not lasting and pattern == ("CREATE", "TABLE"):
                continue
            if tuple(upper[at : at + len(pattern)]) == pattern:
                for other in others:
                    operator = "constraint" if "KEY" in pattern else "ddl"
                    yield operator, _spliced(text, start, words[at + len(pattern) - 1][2], other)
        for other in TYPES.get(word, ()) if at else ():
            yield "type", _spliced(text, start, end, other)


def _words(text: str, engine: str) -> Iterator[tuple[str, int, int]]:
    """The words of a statement in capitals, with their places; what is quoted is left as it is."""
    for token in sqltext.tokens(text, engine):
        written = text[token.start : token.end + 1]
        if written[0] in "'\"`$":
            yield written, token.start, token.end + 1
            continue
        for match in re.finditer(r"\S+", written):  # sqlglot takes PRIMARY KEY for one token
            yield match[0].upper(), token.start + match.start(), token.start + match.end()


def _spliced(text: str, start: int, end: int, other: str) -> str:
    return f"{text[:start]}{other}{text[end:]}"


def column_constraints(node: Node, where: Where) -> Iterator[Change]:
    """A column of CREATE TABLE with a further constraint, or a constraint fewer."""
    found = node.args.get("constraints") or []
    is_key = "PRIMARY KEY" in node.sql("postgres")
    for at, constraint in enumerate(found):
        if not (is_key and isinstance(constraint.kind, exp.NotNullColumnConstraint)):
            yield lambda n, at=at: n.set(
                "constraints", [c for k, c in enumerate(n.args["constraints"]) if k != at]
            )
    words = _checks(node)
    if not is_key:
        words.append("UNIQUE")
        if node.name not in where.contract.never_null and "NOT NULL" not in node.sql("postgres"):
            words += ["NOT NULL", f"CHECK ({node.name} IS NOT NULL)"]
    for word in words:
        yield lambda n, word=word: n.append("constraints", exp.ColumnConstraint(kind=exp.Var(this=word)))


def _checks(node: Node) -> list[str]:
    kind = node.args["kind"].sql("postgres").upper() if node.args.get("kind") else ""
    if kind.startswith(("SMALLINT", "INT", "BIGINT", "NUMERIC", "DECIMAL", "REAL", "DOUBLE")):
        return [f"CHECK ({node.name} > 0)", f"CHECK ({node.name} <= 10)", f"CHECK ({node.name} <> 0)"]
    if kind.startswith(("TEXT", "VARCHAR")):
        return [f"CHECK ({node.name} <> '')", f"CHECK (length({node.name}) < 1000)"]
    if kind.startswith("TIMESTAMP"):
        return [f"CHECK ({node.name} > '2000-01-01')"] + ["DEFAULT now()"] * (
            "DEFAULT" not in node.sql("postgres")
        )
    return []


def columns_changed(node: Node, _where: Where) -> Iterator[Change]:
    """A column of CREATE TABLE left out, or a further one that each row must have."""
    found = [each for each in node.expressions if isinstance(each, exp.ColumnDef)]
    if not isinstance(node.parent, exp.Create) or not found:
        return
    for column in found:
        yield lambda n, name=column.name: n.set("expressions", [e for e in n.expressions if e.name != name])
    yield lambda n: n.append("expressions", exp.Var(this="further INT NOT NULL"))


OPERATORS = (
    Operator("constraint", (exp.ColumnDef,), column_constraints),
    Operator("columns", (exp.Schema,), columns_changed),
)


def _function(event: str, body: str, table: str) -> str:
    return (
        f"CREATE FUNCTION further() RETURNS trigger LANGUAGE plpgsql AS $t$ BEGIN {body} END $t$; "
        f"CREATE TRIGGER further {event} ON {table} FOR EACH ROW EXECUTE FUNCTION further()"
    )


def statements_after(table: str, columns: Columns, same: bool, contract: Contract) -> Iterator[str]:
    """Statements that change what a table demands or gives; of one that stays the `same`, what hangs on it too."""
    if same or contract.lasting:
        yield f"ALTER TABLE {table} SET UNLOGGED"
    yield _function("BEFORE INSERT", "RETURN NULL;", table)
    for column, kind in columns.items():
        is_key = "PRIMARY KEY" in kind
        if not is_key:
            yield f"CREATE UNIQUE INDEX further ON {table} ({column})"
        if not is_key and "NOT NULL" not in kind and (same or column not in contract.never_null):
            yield f"ALTER TABLE {table} ADD CHECK ({column} IS NOT NULL)"
            yield f"ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL"
        if not is_key and "NOT NULL" not in kind:
            yield _function("BEFORE INSERT OR UPDATE", f"NEW.{column} := NULL; RETURN NEW;", table)
        if kind.startswith("TIMESTAMP"):
            yield f"ALTER TABLE {table} ADD CHECK ({column} > '2000-01-01')"
        if "DEFAULT" in kind:
            yield f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT 'now'"
            yield f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT"
        if kind.startswith(("REAL", "INT", "SMALLINT")):
            yield f"ALTER TABLE {table} ADD CHECK ({column} > -100)"
            yield f"ALTER TABLE {table} ALTER COLUMN {column} TYPE NUMERIC(4, 1)"
    yield from _beside(table, columns) if same else ()


def _beside(table: str, columns: Columns) -> Iterator[str]:
    """What makes it another table, hangs something on it, or takes a row."""
    yield f"DELETE FROM {table} WHERE ctid = (SELECT max(ctid) FROM {table})"
    yield f"ALTER TABLE {table} ADD COLUMN further INT"
    yield f"CREATE TABLE further AS SELECT * FROM {table}"
    yield f"ALTER TABLE {table} RENAME TO zz_{table}; CREATE TABLE {table} AS SELECT * FROM zz_{table}"
    yield (
        f"ALTER TABLE {table} RENAME TO zz_{table}; CREATE TABLE {table} (LIKE zz_{table} INCLUDING ALL);"
        f" INSERT INTO {table} SELECT * FROM zz_{table}; DROP TABLE zz_{table} CASCADE"
    )
    yield f"CREATE RULE further AS ON DELETE TO {table} DO INSTEAD NOTHING"
    yield _function("BEFORE DELETE", "RETURN NULL;", table)
    yield _function("BEFORE INSERT OR UPDATE", "RETURN NEW;", table)
    for column, kind in columns.items():
        yield f"CREATE INDEX further ON {table} ({column})"
        if kind.endswith("PRIMARY KEY"):
            yield f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey"
        elif "NOT NULL" in kind:
            yield f"ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL"
        if kind.startswith("TIMESTAMP"):
            yield f"ALTER TABLE {table} ALTER COLUMN {column} TYPE TIMESTAMP(0)"
            if "DEFAULT" not in kind:
                yield f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT now()"


def in_another_schema(text: str, engine: str) -> str | None:
    """The text with the table that it makes in another schema; None if it makes none."""
    found = re.search(r"\bCREATE TABLE (?:IF NOT EXISTS )?(?:public\.)?([a-z_]+)", text, re.IGNORECASE)
    if not found:
        return None
    pieces, done = [], 0
    for token in sqltext.tokens(text, engine):
        if token.text == found[1] and text[token.start] not in "'\"":
            pieces += [text[done : token.start], f"other.{found[1]}"]
            done = token.end + 1
    if not pieces:
        return None
    changed = "".join([*pieces, text[done:]]).replace("public.other.", "other.")
    return f"CREATE SCHEMA other;\n{changed}"
