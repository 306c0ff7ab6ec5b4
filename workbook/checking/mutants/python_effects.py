"""What operators on Python can know to mean the same, so that no mutant is made of it."""

import ast
import builtins
import re
from collections.abc import Iterator
from typing import Any

Node = Any  # of a tree of ast
FIRST_DAY = "start_date"  # an argument of DAG
FRESH = ("StringIO", "BytesIO", "timedelta", "list", "dict", "set", "bytearray")  # calls that only make a value


def are_independent(block: ast.AST, one: ast.stmt, other: ast.stmt) -> bool:
    """Whether two statements that follow each other in a block do the same the other way round.

    Only in a function's own body, or a `with`: in a try or a loop, an error or `continue` may come between them.
    One of them must give names to new values, and the other have nothing to do with these names, nor change what
    the values are made of. A call of a function of the answer's own may do anything. Two tasks of a DAG can be
    made in any order if the later one does not name the other.
    """
    if _makes_a_task(one) and _makes_a_task(other):
        return not _names(one, ast.Store) & _names(other, ast.Load, ast.Store)
    return isinstance(block, (ast.FunctionDef, ast.With)) and (_is_apart(one, other) or _is_apart(other, one))


def _makes_a_task(statement: ast.stmt) -> bool:
    value = statement.value if isinstance(statement, ast.Assign) else None
    return isinstance(value, ast.Call) and _last(value.func).endswith(("Operator", "Sensor"))


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


def _names(statement: ast.AST, *contexts: type[ast.expr_context]) -> set[str]:
    makers = {id(node.func) for node in ast.walk(statement) if isinstance(node, ast.Call)}
    found = (node for node in ast.walk(statement) if isinstance(node, ast.Name) and id(node) not in makers)
    return {node.id for node in found if isinstance(node.ctx, contexts)}


def ends_a_read(call: ast.Call) -> bool:
    """Whether a call ends a transaction of the source, where an answer only reads: COMMIT and ROLLBACK are one."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    return isinstance(receiver, ast.Name) and receiver.id == "source"


def first_days(tree: ast.Module) -> Iterator[ast.AST]:
    """The nodes that say when a DAG's runs begin: no exercise asks for a first day, and runs are made for days."""
    given = [each for each in ast.walk(tree) if isinstance(each, ast.keyword) and each.arg == FIRST_DAY]
    names = {name for each in given for name in _names(each, ast.Load)}
    for each in [*given, *(each for each in tree.body if _bound(each) in names)]:
        yield from ast.walk(each)


def never_run(tree: ast.Module, function: str) -> Iterator[ast.AST]:
    """The nodes of functions that nothing names, and of what binds a name that is bound again before it is read.

    `function` is called by the check, and functions with names such as test_a_day by pytest.
    """
    live = [each for at, each in enumerate(tree.body) if not _is_replaced(each, tree.body[at + 1 :])]
    while idle := [each for each in live if _is_idle(each, live, function)]:
        live = [each for each in live if each not in idle]
    for each in tree.body:
        if each not in live:
            yield from ast.walk(each)


def _is_idle(one: ast.stmt, live: list[ast.stmt], function: str) -> bool:
    """Whether a statement defines a function that no other one names, and that no decorator passes on."""
    if not isinstance(one, ast.FunctionDef) or one.name == function or one.name.startswith("test"):
        return False
    # @task makes a task where the function is called; @dag, @asset or @pytest.fixture needs no call.
    decorators = (ast.unparse(each) for each in one.decorator_list)
    named = (_names(each, ast.Load) | _callees(each) for each in live if each is not one)
    return all(re.match(r"task\b", each) for each in decorators) and all(one.name not in names for names in named)


def _is_replaced(one: ast.stmt, later: list[ast.stmt]) -> bool:
    """Whether the name that a statement binds is bound again before anything that runs can read it."""
    for each in later:
        if _bound(each) and _bound(each) == _bound(one):
            return not _runs_with(each, _bound(one))
        if _runs_with(each, _bound(one)):
            return False
    return False


def _bound(statement: ast.stmt) -> str:
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    return statement.name if isinstance(statement, ast.FunctionDef) else ""


def _runs_with(statement: ast.stmt, name: str) -> bool:
    """Whether a statement reads a name when it runs, itself or by a function of the answer's own."""
    if isinstance(statement, ast.FunctionDef):  # only its decorators and defaults run
        run = [*statement.decorator_list, *statement.args.defaults]
        return any(name in _names(each, ast.Load) or any(map(_is_own_call, ast.walk(each))) for each in run)
    calls = any(map(_is_own_call, ast.walk(statement)))
    return calls or name in _names(statement, ast.Load) | _callees(statement)


def _callees(node: ast.AST) -> set[str]:
    calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return {each.id for each in calls if isinstance(each, ast.Name)}
