"""Changes one statement by sqlglot's tree, where sqlglot can write that statement again without loss.

Everything else of a text stays as it was typed. Placeholders (`%s`, `:run_date`, `{{ ref('a') }}`) are masked as
names before the statement is parsed: sqlglot would write them in another style.
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

from workbook.checking.mutants.contracts import Contract
from workbook.databases.sqltext import ENGINE_DIALECTS

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # it warns of each statement that it can't parse

PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{\w+\}|%s|%\(\w+\)s|(?<![\w:)\]'\"]):(?!_)[a-z_]+\b")
MASK = re.compile(r"\bzz_m(\d+)\b")
# What sqlglot writes again as something else (measured), or does not parse.
NOT_FAITHFUL = (exp.Command, exp.Copy, exp.Analyze, exp.Alias, exp.Comment)

Schema = Mapping[str, Mapping[str, str]]  # the columns of each table, by name, with their types
Node = Any  # of a tree of sqlglot, whose classes share no type that has all that operators ask of them
Change = Callable[..., Node | None]  # of a node in place; or it returns what replaces the node


@dataclass(frozen=True)
class Operator:
    """A kind of change: `changes(node, where)` gives the ways in which a node of a class in `on` is changed."""

    name: str
    on: tuple[type, ...]
    changes: Callable[[Node, "Where"], Iterator[Change]]


@dataclass(frozen=True)
class Where:
    """What an operator knows beside the node: the engine, and the columns of the exercise's tables."""

    engine: str
    schema: Schema
    contract: Contract = field(default_factory=Contract)

    @property
    def dialect(self) -> str:
        return ENGINE_DIALECTS[self.engine]

    @property
    def types(self) -> dict[str, str]:
        """Each column's type, in capitals, whichever table has it."""
        return {name: kind.upper() for columns in self.schema.values() for name, kind in columns.items()}

    @property
    def columns(self) -> frozenset[str]:
        """The names of all columns."""
        return frozenset(name for columns in self.schema.values() for name in columns)

    def may_be_null(self, column: str) -> bool:
        """Whether a column may hold NULL, as far as the tables and the exercise's text say."""
        kind = self.types.get(column, "")
        return column not in self.contract.never_null and "NOT NULL" not in kind and "PRIMARY KEY" not in kind

    def is_key(self, column: str) -> bool:
        """Whether a column is the primary key of a table."""
        return "PRIMARY KEY" in self.types.get(column, "")

    def parsed(self, text: str) -> Node:
        """The tree of an expression that an operator writes."""
        (tree,) = parse(text, dialect=self.dialect)
        assert tree is not None
        return tree


@dataclass(frozen=True)
class Masked:
    """A statement's text with its placeholders as names, and the placeholders."""

    text: str
    placeholders: Sequence[str]

    @classmethod
    def of(cls, text: str) -> "Masked":
        found: list[str] = []

        def name(match: re.Match[str]) -> str:
            found.append(match[0])
            return f"zz_m{len(found) - 1}"

        return cls(PLACEHOLDER.sub(name, text), found)

    def unmasked(self, text: str) -> str:
        """A text with the placeholders in it again."""
        return MASK.sub(lambda match: self.placeholders[int(match[1])], text)


def tree_of(text: str, dialect: str) -> Node | None:
    """The tree of one statement; None where sqlglot can't write it again without loss."""
    try:
        trees = parse(text, dialect=dialect)
    except (SqlglotError, AttributeError, RecursionError):  # AttributeError: a bug of sqlglot 30
        return None
    if len(trees) != 1 or trees[0] is None or isinstance(trees[0], NOT_FAITHFUL):
        return None
    return trees[0]


def written(tree: Node, dialect: str) -> str:
    """The SQL of a tree."""
    return tree.sql(dialect=dialect, comments=False)


def changed(text: str, where: Where, operators: Sequence[Operator]) -> Iterator[tuple[str, str, str]]:
    """What the operators make of one statement: (operator, the statement written again, the changed one)."""
    masked = Masked.of(text)
    tree = tree_of(masked.text, where.dialect)
    if tree is None:
        return
    plain = masked.unmasked(written(tree, where.dialect))
    for at, node in enumerate(list(tree.walk())):
        for operator in operators:
            if not isinstance(node, operator.on):
                continue
            for change in operator.changes(node, where):
                if (sql := _applied(tree, at, change, where)) is not None:
                    yield operator.name, plain, masked.unmasked(sql)


def _applied(tree: Node, at: int, change: Change, where: Where) -> str | None:
    """The statement with one change, made on a copy; None where the change leaves no statement."""
    copy = tree.copy()
    node = list(copy.walk())[at]
    instead = change(node)
    if instead is not None:
        if node is copy:
            copy = instead
        else:
            node.replace(instead)
    try:
        return written(copy, where.dialect)
    except SqlglotError:
        return None
