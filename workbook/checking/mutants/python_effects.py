"""What operators on Python can know to mean the same, so that no mutant is made of it."""

import ast
import builtins
from collections.abc import Iterator
from typing import Any

Node = Any  # of a tree of ast
FRESH = ("StringIO", "BytesIO", "timedelta", "list", "dict", "set", "bytearray")  # calls that only make a value


def are_independent(block: ast.AST, one: ast.stmt, other: ast.stmt) -> bool:
    """Whether two statements that follow each other in a block do the same the other way round.

    Only in a function's own body: in a try or a loop, an error or `continue` may come between them.
    One of them must give names to new values, and the other have nothing to do with these names, nor change what
    the values are made of. A call of a function of the answer's own may do anything.
    """
    return isinstance(block, ast.FunctionDef) and (_is_apart(one, other) or _is_apart(other, one))


def _is_apart(plain: ast.stmt, other: ast.stmt) -> bool:
    if not _is_plain(plain) or any(map(_is_own_call, ast.walk(other))):
        return False
    read, stored = _names(plain, ast.Load), _names(plain, ast.Store)
    touched = _names(other, ast.Store) if _is_plain(other) else _names(other, ast.Load, ast.Store)
    return not (stored & _names(other, ast.Load, ast.Store) or read & touched)


def _is_plain(statement: ast.stmt) -> bool:
    """Whether a statement gives names to values, and neither changes anything nor asks for what may change."""
    if not isinstance(statement, ast.Assign):
        return False
    makers = [node.func for node in ast.walk(statement.value) if isinstance(node, ast.Call)]
    asks = (ast.Attribute, ast.Subscript, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)
    return all(_last(maker) in FRESH for maker in makers) and not any(
        isinstance(node, asks) and node not in makers for node in ast.walk(statement)
    )


def _last(name: ast.expr) -> str:
    return name.attr if isinstance(name, ast.Attribute) else name.id if isinstance(name, ast.Name) else ""


def _is_own_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and not hasattr(builtins, node.func.id)
        and node.func.id not in FRESH
    )


def _names(statement: ast.stmt, *contexts: type[ast.expr_context]) -> set[str]:
    makers = {id(node.func) for node in ast.walk(statement) if isinstance(node, ast.Call)}
    found = (node for node in ast.walk(statement) if isinstance(node, ast.Name) and id(node) not in makers)
    return {node.id for node in found if isinstance(node.ctx, contexts)}


def ends_a_read(call: ast.Call) -> bool:
    """Whether a call ends a transaction of the source, where an answer only reads: COMMIT and ROLLBACK are one."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    return isinstance(receiver, ast.Name) and receiver.id == "source"


def never_run(tree: ast.Module, function: str) -> Iterator[ast.AST]:
    """The nodes of functions that nothing in the file names, other than the one that is asked for."""
    for each in tree.body:
        if not isinstance(each, ast.FunctionDef) or each.name == function or each.decorator_list:
            continue
        inside = {id(node) for node in ast.walk(each)}
        named = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in inside)
        if all(node.id != each.name for node in named):
            yield from ast.walk(each)
