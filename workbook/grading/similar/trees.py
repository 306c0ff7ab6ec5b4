"""An answer as a tree of what it does: without names, values, case, comments, aliases and parentheses."""

import ast
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

DEEPEST = 40  # brackets within brackets; deeper ones are written to make a parser stumble
logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it warns of each statement that it does not know
_WORD = re.compile(r"--[^\n]*|#[^\n]*|/\*.*?\*/|(\w+|[^\w\s])", re.DOTALL)
_SQL = re.compile(
    r"\s*(?:select|insert|update|delete|create|alter|drop|truncate|with|merge|copy|lock|begin|commit|rollback)\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"%\(\w+\)s|%s|\{\w*\}")
_TRANSPARENT = (exp.Alias, exp.Paren, exp.Subquery)
_NAMES = (exp.Identifier, exp.TableAlias, exp.Column, exp.Table)


@dataclass(frozen=True)
class Tree:
    """A node: what it is, and what is below it; the order of that is told nowhere."""

    label: str
    below: tuple["Tree", ...] = ()


def of_sql(text: str, engine: str = "warehouse") -> Tree | None:
    """The tree of a SQL text; None for one that can't be parsed."""
    if _too_deep(text):
        return None
    try:
        parsed = sqlglot.parse(text, read="mysql" if engine == "source" else "postgres")
        return Tree("sql", tuple(_sql(each) for each in parsed if each is not None))
    except Exception:  # sqlglot's own errors, and those of others where it stumbles: AttributeError was seen
        return None


def of_python(text: str) -> Tree | None:
    """The tree of a Python text, the SQL in its texts too; None for one that can't be parsed."""
    if _too_deep(text):
        return None
    try:
        return _python(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def words(text: str) -> list[str]:
    """What a text that can't be parsed consists of: its words and signs, small, without comments."""
    return [found[1].lower() for found in _WORD.finditer(text) if found[1]]


def _too_deep(text: str) -> bool:
    deep = 0
    for sign in text:
        deep += (sign in "([{") - (sign in ")]}")
        if deep > DEEPEST:
            return True
    return False


def _sql(node: exp.Expr) -> Tree:
    while isinstance(node, _TRANSPARENT) and isinstance(node.this, exp.Expr):
        node = node.this
    if isinstance(node, _NAMES):
        return Tree(type(node).__name__)
    if isinstance(node, exp.Command):  # what sqlglot does not know, such as DO
        return Tree(f"Command {str(node.this).lower()}")
    if isinstance(node, exp.Literal):
        return Tree("text" if node.is_string else "number")
    parts: Iterable[exp.Expr] = node.flatten() if isinstance(node, exp.Connector) else node.iter_expressions()
    below = tuple(_sql(part) for part in parts if not isinstance(part, exp.TableAlias))
    plain = sorted(
        f"{key}={str(value).lower()}"
        for key, value in node.args.items()
        if isinstance(value, bool | str) and value and key not in ("this", "alias") and len(str(value)) < 40
    )
    return Tree(" ".join([type(node).__name__, *plain]), below)


def _python(node: ast.AST) -> Tree:
    if isinstance(node, ast.Constant):
        return _constant(node.value)
    if isinstance(node, ast.JoinedStr):
        pieces = [part.value if isinstance(part, ast.Constant) else "x" for part in node.values]
        return _constant("".join(map(str, pieces)))
    label = type(node).__name__
    if isinstance(node, ast.Attribute):
        label += f" {node.attr}"
    below = []
    for name, value in ast.iter_fields(node):
        if name in ("ctx", "annotation", "returns", "type_comment", "type_params"):
            continue
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, ast.AST) and not _is_note(part):
                below.append(_python(part))
    return Tree(label, tuple(below))


def _constant(value: object) -> Tree:
    if isinstance(value, str) and _SQL.match(value):
        found = of_sql(_PLACEHOLDER.sub("x", value))
        if found is not None:
            return found
    return Tree(type(value).__name__)


def _is_note(node: ast.AST) -> bool:
    """Whether it is a text that stands alone, as a docstring does."""
    return (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    )
