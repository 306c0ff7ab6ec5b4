"""Would it run on Redshift? Reads SQL for the warehouse, and says what in it Redshift does not take.

Each finding has its line, what it is, what to write instead and the page of Redshift's documentation that says so.
It advises: a construct that no rule knows is not found, and nothing here runs SQL. sqlglot's tree tells which
tables a statement reads, and whether it can be read at all; where a construct stands is told by the tokens.
"""

import logging
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from workbook.databases import sqltext
from workbook.databases.redshift_rules.rule import Rule
from workbook.databases.redshift_rules.words import Words
from workbook.databases.redshift_rules.words import read as read_words

if TYPE_CHECKING:
    from sqlglot import exp

# With what a statement may begin, by Redshift's list of commands; those whose tree is not asked for.
KNOWN = {
    "ABORT", "ALTER", "ANALYZE", "ATTACH", "BEGIN", "CALL", "CANCEL", "CLOSE", "COMMENT", "COMMIT", "COPY",
    "CREATE", "DEALLOCATE", "DECLARE", "DESC", "DETACH", "DROP", "END", "EXECUTE", "EXPLAIN", "FETCH", "GRANT",
    "LOCK", "MERGE", "PREPARE", "REFRESH", "RESET", "REVOKE", "ROLLBACK", "SET", "SHOW", "START", "TRUNCATE",
    "UNLOAD", "USE", "VACUUM",
}  # fmt: skip
HAVE_A_TREE = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "(")
HOLD_A_QUERY = ("EXPLAIN", "CREATE", "DECLARE")  # behind their own words
CHANGE_A_TABLE = ("INSERT", "UPDATE", "DELETE", "MERGE", "ALTER")
STEPS = 60  # of the parser, for each token; SQL as people write it takes one or two
CATALOGS = ("pg_catalog", "information_schema")


@dataclass(frozen=True)
class Finding:
    """One thing that Redshift does not take, or a note on what it does otherwise."""

    line: int  # in the text as given, from 1
    rule: Rule

    @property
    def is_note(self) -> bool:
        return self.rule.is_note

    def __str__(self) -> str:
        return f"line {self.line}: {self.rule.what} {self.rule.reason}: {self.rule.instead}."

    def moved(self, lines: int) -> "Finding":
        """The same in a text that has so many lines above."""
        return replace(self, line=self.line + lines)


@dataclass(frozen=True)
class Unread:
    """A statement that could not be read: its line, and how it begins."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: this statement could not be read: {self.text}"

    def moved(self, lines: int) -> "Unread":
        """The same in a text that has so many lines above."""
        return replace(self, line=self.line + lines)


@dataclass(frozen=True)
class Reading:
    """What was found in a text, each in the order of its lines."""

    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def read(text: str) -> Reading:
    """Look through SQL text for the warehouse. Raises nothing for what it can't read: `unread` names it."""
    text = sqltext.clean(text)
    newlines = [at for at, character in enumerate(text) if character == "\n"]
    reading = Reading()
    for statement in sqltext.split(text, "warehouse"):
        _read_statement(statement, newlines, reading)
    return reading


def _read_statement(statement: sqltext.Statement, newlines: list[int], reading: Reading) -> None:
    unread = Unread(_line(newlines, statement.start), _beginning(statement.text))
    try:
        words = read_words(statement.text, statement.start)
    except sqltext.Unreadable:
        reading.unread.append(unread)
        return
    tree = _tree(statement.text, words) if words.word(0) in (*HAVE_A_TREE, *HOLD_A_QUERY) else None
    rules = (*_rules(), *_rules_on_tables()) if _has_table(tree, words) else _rules()
    places = sorted(
        ((words.offsets[at], rule) for rule in rules for at in rule.find(words)), key=lambda each: each[0]
    )
    # What is twice on a line is said once.
    found = {(_line(newlines, offset), rule.what): rule for offset, rule in places}
    findings = [Finding(line, rule) for (line, _), rule in found.items()]
    reading.notes.extend(each for each in findings if each.is_note)
    reading.findings.extend(named := [each for each in findings if not each.is_note])
    known = words.word(0) in KNOWN or tree is not None
    if not (known and words.balanced) and not named:
        reading.unread.append(unread)


@cache
def _rules() -> tuple[Rule, ...]:
    from workbook.databases.redshift_rules import changes, definitions, functions, queries, types

    return (*queries.RULES, *changes.RULES, *definitions.RULES, *types.RULES, *functions.RULES)


@cache
def _rules_on_tables() -> tuple[Rule, ...]:
    from workbook.databases.redshift_rules import functions

    return tuple(functions.ON_TABLES)


def all_rules() -> tuple[Rule, ...]:
    """Every rule, for who lists them."""
    return (*_rules(), *_rules_on_tables())


def _line(newlines: list[int], offset: int) -> int:
    return bisect_left(newlines, offset) + 1


def _beginning(text: str, most: int = 60) -> str:
    first = " ".join(text.split())
    return first if len(first) <= most else f"{first[:most]} …"


def _tree(text: str, words: Words) -> "exp.Expr | None":
    """sqlglot's tree of a statement, read as PostgreSQL's or else as Redshift's; None where it has none.

    `#name` is a table of Redshift's, and an operator of PostgreSQL's: it is read as another name.
    """
    import sqlglot

    offset = words.offsets[0]
    for place in (at - offset for word, at in zip(words.words, words.offsets, strict=True) if word[0] == "#"):
        text = f"{text[:place]}_{text[place + 1 :]}"
    if words.word(0) in HOLD_A_QUERY:
        begins = (at for at in words.top(1, len(words)) if words.word(at) in HAVE_A_TREE[:-1])
        if (begin := next(begins, 0)) == 0:
            return None
        text = text[words.offsets[begin] - offset :]
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # it warns of each statement that it has no tree for
    for dialect in ("postgres", "redshift"):
        try:
            tree = _bounded_parse(text, dialect)
        except Exception:  # mostly ParseError; whatever else a text makes the parser stumble over
            continue
        if isinstance(tree, (sqlglot.exp.Query, sqlglot.exp.DML)):
            return tree
    return None


def _bounded_parse(text: str, dialect: str) -> "exp.Expr | None":
    """The tree of one statement. Raises an error for a text that the parser goes through again and again."""
    from sqlglot.dialects.dialect import Dialect

    found = Dialect.get_or_raise(dialect)
    tokens = found.tokenize(text)
    parser = _bounded_parser(dialect)(dialect=found)
    parser.left = STEPS * (len(tokens) + 10)
    return parser.parse(tokens, text)[0]


@cache
def _bounded_parser(dialect: str) -> Any:
    """A dialect's parser that takes `left` steps at most: each level of ARRAY[ARRAY[…]] takes twice as many."""
    from sqlglot.dialects.dialect import Dialect

    parser: Any = Dialect.get_or_raise(dialect).parser_class

    class Bounded(parser):
        left = 1_000  # while it is made

        def _advance(self, times: int = 1) -> None:
            self.left -= 1
            if self.left < 0:
                raise OverflowError
            super()._advance(times)

    return Bounded


def _has_table(tree: "exp.Expr | None", words: Words) -> bool:
    """Whether a statement reads or changes a table of one's own, which the leader node alone can't."""
    if words.verb in CHANGE_A_TABLE or (words.word(0) == "CREATE" and "TABLE" in words.words[1:4]):
        return True
    if tree is None:
        return False
    from sqlglot import exp

    queries = {each.alias_or_name.lower() for each in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier) or table.db.lower() in CATALOGS:
            continue
        if table.name.lower() not in queries and not table.name.lower().startswith("pg_"):
            return True
    return False
