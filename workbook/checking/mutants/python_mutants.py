"""Mutants of Python source: by its tree, and of the SQL in its strings by SQL's operators."""

import ast
import copy
import re
from collections.abc import Iterator, Sequence

from workbook.checking.mutants import python_effects, python_operators, sql_mutants
from workbook.checking.mutants.mutant import Mutant, change
from workbook.checking.mutants.sql_tree import Where
from workbook.databases import sqltext

VERBS = re.compile(
    r"\s*(SELECT|INSERT|UPDATE|DELETE|MERGE|WITH|CREATE|ALTER|DROP|TRUNCATE|COPY|BEGIN|COMMIT|LOCK|VALUES)\b", re.I
)
CONDITION = re.compile(r"\w+ (=|<>|[<>]=?) \S+")  # a text of SQL for where(), say
HOLE = re.compile(r"\bzz_f(\d+)\b")


def of_text(
    text: str,
    wheres: Sequence[Where],
    function: str,
    autocommit: bool = False,
    further: python_operators.Operators = (),
) -> Iterator[Mutant]:
    """The mutants of a source that defines `function`, by `further` operators too.

    `wheres` are the engines that it may speak to.
    """
    tree = ast.parse(text)
    plain = ast.unparse(tree) + "\n"
    autocommit = autocommit or "autocommit = True" in plain
    return (mutant for mutant in _all(tree, plain, wheres, function, autocommit, further) if mutant.text != plain)


def _all(
    tree: ast.Module,
    plain: str,
    wheres: Sequence[Where],
    function: str,
    autocommit: bool,
    further: python_operators.Operators,
) -> Iterator[Mutant]:
    nodes = list(ast.walk(tree))
    names = _visible(tree, frozenset())
    unused = {id(node) for node in (*python_effects.never_run(tree, function), *python_effects.first_days(tree))}
    for at, node in enumerate(nodes):
        if id(node) in unused:
            continue
        for operator, changes in python_operators.of_node(
            node, function, names.get(id(node), frozenset()), autocommit, further
        ):
            if operator == "error swallowed" and not all(where.contract.faults for where in wheres):
                continue
            for apply in changes:
                other = copy.deepcopy(tree)
                apply(list(ast.walk(other))[at])
                yield _made(operator, plain, other)
        if isinstance(node, (ast.Constant, ast.JoinedStr)):
            for operator, value in _of_sql(node, wheres):
                other = copy.deepcopy(tree)
                _become(list(ast.walk(other))[at], value)
                yield _made(operator, plain, other)


def _visible(function: ast.Module | ast.FunctionDef, outside: frozenset[str]) -> dict[int, frozenset[str]]:
    """The variables that each node of a function can name, by the node's id."""
    inside: list[ast.AST] = []
    functions: list[ast.FunctionDef] = []
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef):
            functions.append(node)
        else:
            inside.append(node)
            waiting += ast.iter_child_nodes(node)
    stored = {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    given = {argument.arg for argument in function.args.args} if isinstance(function, ast.FunctionDef) else set()
    names = outside | stored | given
    found = {id(node): names for node in inside}
    for each in functions:
        found |= _visible(each, names)
    return found


def _made(operator: str, plain: str, tree: ast.AST) -> Mutant:
    text = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
    return Mutant(operator, change(plain, text), text)


def _become(node: ast.AST, value: ast.expr) -> None:
    """Let a node of a tree be another expression, wherever it hangs."""
    node.__class__ = value.__class__
    node.__dict__.clear()
    node.__dict__.update(value.__dict__)


def _of_sql(node: ast.Constant | ast.JoinedStr, wheres: Sequence[Where]) -> Iterator[tuple[str, ast.expr]]:
    """The mutants of a string that holds SQL, as the expressions to put in its place."""
    text, holes = masked(node)
    if not VERBS.match(text) and not CONDITION.fullmatch(text):
        return
    for where in wheres[:1]:
        try:
            statements = sqltext.split(text, where.engine)
            found = list(sql_mutants.of_text(text, where) if len(statements) > 1 else _of_one(text, where))
        except sqltext.Unreadable:
            return
        for mutant in found:
            yield f"sql: {mutant.operator}", unmasked(mutant.text, holes)


def _of_one(text: str, where: Where) -> Iterator[Mutant]:
    """The mutants of a single statement: that it is dropped or doubled is for Python's statements to say."""
    bare = text.strip().removesuffix(";")
    return sql_mutants.of_statement(bare, where)


def masked(node: ast.Constant | ast.JoinedStr) -> tuple[str, list[ast.FormattedValue]]:
    """A string's text with names for what an f-string fills in; "" for another constant."""
    if isinstance(node, ast.Constant):
        return (node.value if isinstance(node.value, str) else ""), []
    text = ""
    holes: list[ast.FormattedValue] = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
        elif isinstance(part, ast.FormattedValue):
            text += f"zz_f{len(holes)}"
            holes.append(part)
    return text, holes


def unmasked(text: str, holes: Sequence[ast.FormattedValue]) -> ast.expr:
    """The string, or f-string, that `masked` gave this text for."""
    if not holes:
        return ast.Constant(text)
    parts = HOLE.split(text)
    values: list[ast.expr] = []
    for at, part in enumerate(parts):
        if at % 2:
            values.append(copy.deepcopy(holes[int(part)]))
        elif part:
            values.append(ast.Constant(part))
    return ast.JoinedStr(values)
