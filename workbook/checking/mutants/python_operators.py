"""Operators on Python: statements, caught errors, COMMIT, slices, comparisons, constants, keys of the bucket.

Each gives functions that change one node of a tree in place; a node is the same one in a copy of the tree.
"""

import ast
import re
from collections.abc import Callable, Iterator
from typing import Any

from workbook.checking.mutants.python_effects import FIRST_DAY, are_independent, ends_a_read

Node = Any  # of a tree of ast
Apply = Callable[..., object]
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}  # fmt: skip
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr, ast.RShift: ast.LShift,
}  # fmt: skip
NARROWER = ("ValueError", "OSError")
IN_ORDER = ("events", "checks")  # arguments whose order counts
SLICES = (3, 100, 1000)
EVERY = (1, 3, 100, 1000)
# What does the same if it is done twice in a row.
SAME_AGAIN = re.compile(
    r"\b(DELETE|BEGIN|COMMIT|ROLLBACK|TRUNCATE|SELECT|IF EXISTS|commit|rollback|seek|close|join|clear)\b"
    r"|>>|delete_objects|replace=True"
)
CONNECTIONS = ("conn", "warehouse", "connection")
CALLS = {"commit": "rollback", "rollback": "commit", "fetchall": "fetchone", "append": "remove"}


def of_node(
    node: Node, function: str, names: frozenset[str], autocommit: bool, further: "Operators"
) -> Iterator[tuple[str, Iterator[Apply]]]:
    """The operators that apply to a node, each with its changes; `names` are the variables that it can name."""
    for name, kinds, changes in (*OPERATORS, *further):
        if isinstance(node, kinds):
            yield name, changes(node)
    for connection in CONNECTIONS:
        if connection in names and isinstance(node, (ast.For, ast.Expr)):
            # Under autocommit, the driver's commit() sends nothing.
            commit = f"{connection}.cursor().execute('COMMIT; BEGIN')" if autocommit else f"{connection}.commit()"
            yield "commit in a loop", commits_in_loops(node, commit)
    if isinstance(node, ast.FunctionDef) and node.name == function:
        yield "error swallowed", swallowed(node)
        yield "rows cut", arguments_cut(node)


def bodies(node: Node) -> Iterator[str]:
    """The names of a node's fields that hold statements."""
    for field in ("body", "orelse", "finalbody"):
        if isinstance(getattr(node, field, None), list) and getattr(node, field):
            yield field


def _is_text(statement: ast.stmt) -> bool:
    """Whether a statement does nothing that is looked at: a docstring, or print."""
    value = getattr(statement, "value", None) if isinstance(statement, ast.Expr) else None
    called = value.func if isinstance(value, ast.Call) else None
    return isinstance(value, ast.Constant) or (isinstance(called, ast.Name) and called.id == "print")


def statements_dropped(node: Node) -> Iterator[Apply]:
    """A statement gone, with all that is in it."""
    for field in bodies(node):
        for at, statement in enumerate(getattr(node, field)):
            kinds = (ast.Pass, ast.FunctionDef, ast.Import, ast.ImportFrom)
            if not isinstance(statement, kinds) and not _is_text(statement):
                yield lambda n, field=field, at=at: _put(n, field, at, [ast.Pass()])


def _put(node: Node, field: str, at: int, instead: list[ast.stmt]) -> None:
    getattr(node, field)[at : at + 1] = instead


def blocks_opened(node: Node) -> Iterator[Apply]:
    """`with`, `try` and `if` gone, and what was inside of them left."""
    for field in bodies(node):
        for at, statement in enumerate(getattr(node, field)):
            if isinstance(statement, (ast.If, ast.Try)):
                yield lambda n, field=field, at=at: _put(n, field, at, getattr(n, field)[at].body)
            elif isinstance(statement, ast.With) and len(statement.items) > 1:
                yield lambda n, field=field, at=at: _fewer_items(getattr(n, field)[at])
            elif isinstance(statement, ast.With) and statement.items[0].optional_vars is None:
                yield lambda n, field=field, at=at: _put(n, field, at, getattr(n, field)[at].body)


def _fewer_items(node: Node) -> None:
    kept = [item for item in node.items if item.optional_vars is not None]
    node.items = kept or node.items[1:]


def statements_swapped(node: Node) -> Iterator[Apply]:
    """Two statements the other way round."""
    for field in bodies(node):
        found = getattr(node, field)
        for at in range(len(found) - 1):
            kinds = (ast.FunctionDef, ast.Import, ast.ImportFrom)
            # A def does nothing, wherever it stands.
            if isinstance(found[at], kinds) or isinstance(found[at + 1], kinds) or _is_text(found[at]):
                continue
            if not are_independent(node, found[at], found[at + 1]):
                yield lambda n, field=field, at=at: _swap(getattr(n, field), at)


def _swap(statements: list, at: int) -> None:
    statements[at : at + 2] = [statements[at + 1], statements[at]]


def statements_doubled(node: Node) -> Iterator[Apply]:
    """A call or an addition done twice."""
    for field in bodies(node):
        for at, statement in enumerate(getattr(node, field)):
            again = isinstance(statement, (ast.Expr, ast.AugAssign)) and not _is_text(statement)
            if again and not SAME_AGAIN.search(ast.unparse(statement)):
                yield lambda n, field=field, at=at: getattr(n, field).insert(at, getattr(n, field)[at])


def raises_dropped(node: Node) -> Iterator[Apply]:
    """In a handler of errors, `raise` gone, or a plain return in its place."""
    for at, statement in enumerate(getattr(node, "body", [])):
        if isinstance(statement, ast.Raise):
            yield lambda n, at=at: _put(n, "body", at, [ast.Pass()])
            yield lambda n, at=at: _put(n, "body", at, [ast.Return(None)])


def handlers_changed(node: Node) -> Iterator[Apply]:
    """`except` narrowed or widened."""
    now = ast.unparse(node.type) if node.type else "BaseException"
    wide = ("Exception", "BaseException")  # the same: nothing else comes
    for name in (*NARROWER, *(wide if now not in wide else ())):
        if name != now:
            yield lambda n, name=name: setattr(n, "type", ast.Name(name, ast.Load()))


def swallowed(_node: Node) -> Iterator[Apply]:
    """All of the function inside of a try that catches, and says nothing."""
    for name in ("Exception", "ValueError"):

        def apply(node: Node, name: str = name) -> None:
            handler = ast.ExceptHandler(ast.Name(name, ast.Load()), None, [ast.Pass()])
            start = int(_is_text(node.body[0]))
            node.body[start:] = [ast.Try(node.body[start:], [handler], [], [])]

        yield apply


def arguments_cut(node: Node) -> Iterator[Apply]:
    """The rows that the function was given, only the first few of them."""
    for argument in node.args.args:
        if argument.arg in ("rows", "events", "batches", "checks", "done"):
            for text in (
                *(f"[:{n}]" for n in SLICES),
                "[1:]",
                "[:-1]",
                *(["[::-1]"] if argument.arg in IN_ORDER else []),
            ):

                def apply(n: Node, name: str = argument.arg, text: str = text) -> None:
                    start = int(_is_text(n.body[0]))
                    n.body[start:start] = ast.parse(f"{name} = {name}{text}").body

                yield apply


def loops_cut(node: Node) -> Iterator[Apply]:
    """A loop over the first few alone."""
    for text in (*(f"[:{n}]" for n in SLICES), "[1:]"):
        yield lambda n, text=text: setattr(n, "iter", _parsed(f"list({ast.unparse(n.iter)}){text}"))


def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def commits_in_loops(node: Node, commit: str) -> Iterator[Apply]:
    """COMMIT after each row, or after every nth; executemany in pieces, with COMMIT after each."""
    if isinstance(node, ast.For):
        for every in EVERY:
            yield lambda n, every=every: _commits_every(n, commit, every)
    elif isinstance(node, ast.Expr) and _is_executemany(node.value):
        for every in EVERY[2:]:
            yield lambda n, every=every: _in_pieces(n, commit, every)


def _is_executemany(node: Node) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "executemany"
        and len(node.args) == 2
    )


def _commits_every(node: Node, commit: str, every: int) -> None:
    lines = f"zz_n = locals().get('zz_n', 0) + 1\nif zz_n % {every} == 0:\n    {commit}"
    node.body += ast.parse(lines).body


def _in_pieces(node: Node, commit: str, every: int) -> None:
    assert isinstance(node.value, ast.Call)
    function, (sql, rows) = ast.unparse(node.value.func), map(ast.unparse, node.value.args)
    node.value = _parsed(
        f"[({function}({sql}, list({rows})[zz_n:zz_n + {every}]), {commit})"
        f" for zz_n in range(0, len(list({rows})), {every})]"
    )


def comparisons(node: Node) -> Iterator[Apply]:
    """`<` for `<=`, `is` for `is not`, and so on."""
    for at, now in enumerate(node.ops):
        for other in COMPARISONS[type(now)]:
            yield lambda n, at=at, other=other: n.ops.__setitem__(at, other())


def conditions(node: Node) -> Iterator[Apply]:
    """`and` for `or`, one side dropped; a condition that always or never holds, or turned."""
    if isinstance(node, ast.BoolOp):
        yield lambda n: setattr(n, "op", ast.Or() if isinstance(n.op, ast.And) else ast.And())
        for at in range(len(node.values)):
            yield lambda n, at=at: n.values.__setitem__(at, n.values[at - 1])
    elif isinstance(node, (ast.If, ast.IfExp)):
        for text in ("True", "False", "not ({})"):
            yield lambda n, text=text: setattr(n, "test", _parsed(text.format(ast.unparse(n.test))))


def constants(node: Node) -> Iterator[Apply]:
    """A number one higher or lower, True for False."""
    if isinstance(node.value, bool):
        yield lambda n: setattr(n, "value", not n.value)
    elif isinstance(node.value, int):
        for step in (1, -1):
            yield lambda n, step=step: setattr(n, "value", n.value + step)


def arithmetic(node: Node) -> Iterator[Apply]:
    """`-` for `+`, `&` for `|`, a difference the other way round."""
    if other := ARITHMETIC.get(type(node.op)):
        yield lambda n: setattr(n, "op", other())
    if isinstance(node.op, ast.Sub):
        yield lambda n: n.__dict__.update(left=n.right, right=n.left)


def calls(node: Node) -> Iterator[Apply]:
    """Another method, a keyword dropped, `sorted` and the like dropped."""
    if isinstance(node.func, ast.Attribute) and node.func.attr in CALLS and not ends_a_read(node):
        yield lambda n: setattr(n.func, "attr", CALLS[n.func.attr])
    for at, keyword in enumerate(node.keywords):
        if keyword.arg != FIRST_DAY:
            yield lambda n, at=at: n.keywords.pop(at)
    if isinstance(node.func, ast.Name) and node.func.id in ("sorted", "list", "set", "str", "reversed"):
        yield lambda n: setattr(n, "func", _parsed("(lambda zz_x, **_: zz_x)"))
    if isinstance(node.func, ast.Attribute) and node.func.attr == "fetchall":
        for limit in SLICES:
            yield lambda n, limit=limit: n.__dict__.update(
                func=ast.Attribute(n.func.value, "fetchmany", ast.Load()), args=[ast.Constant(limit)]
            )


def keys_constant(node: Node) -> Iterator[Apply]:
    """What an f-string fills in, such as the day in a key of the bucket, made constant."""
    text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    if "/" not in text and "." not in text:
        return
    for at, part in enumerate(node.values):
        if isinstance(part, ast.FormattedValue):
            yield lambda n, at=at: n.values.__setitem__(at, ast.Constant("data"))


def returns_changed(node: Node) -> Iterator[Apply]:
    """Nothing returned."""
    if node.value is not None:
        yield lambda n: setattr(n, "value", None)


Kinds = tuple[type[ast.AST], ...]
BLOCKS: Kinds = (ast.FunctionDef, ast.With, ast.For, ast.While, ast.If, ast.Try, ast.ExceptHandler)
Operators = tuple[tuple[str, Kinds, Callable[[Node], Iterator[Apply]]], ...]
OPERATORS: Operators = (
    ("statement dropped", BLOCKS, statements_dropped),
    ("statements swapped", BLOCKS, statements_swapped),
    ("statement doubled", BLOCKS, statements_doubled),
    ("block opened", BLOCKS, blocks_opened),
    ("raise dropped", (ast.ExceptHandler, ast.If), raises_dropped),
    ("except", (ast.ExceptHandler,), handlers_changed),
    ("rows cut", (ast.For, ast.comprehension), loops_cut),
    ("comparison", (ast.Compare,), comparisons),
    ("condition", (ast.BoolOp, ast.If, ast.IfExp), conditions),
    ("constant", (ast.Constant,), constants),
    ("arithmetic", (ast.BinOp,), arithmetic),
    ("call", (ast.Call,), calls),
    ("constant key", (ast.JoinedStr,), keys_constant),
    ("return", (ast.Return,), returns_changed),
)
