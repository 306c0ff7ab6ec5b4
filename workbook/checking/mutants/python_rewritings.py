"""Python written in other ways that mean the same: all of them must be accepted."""

import ast
import copy
from collections.abc import Iterator

from workbook.checking.mutants.mutant import Mutant


def of_text(text: str, function: str, autocommit: bool = False) -> Iterator[Mutant]:
    """The rewritings of a source that defines the exercise's function; "" for a file that is run as a whole."""
    tree = ast.parse(text)
    yield _made("written again", tree)
    yield Mutant("rewriting: comments", "comments", _commented(text))
    yield Mutant("rewriting: line ends", "CRLF", ast.unparse(tree).replace("\n", "\r\n") + "\r\n")
    if not function:
        return
    yield _made("wrapping function", _wrapped(tree, function))
    if renamed := _renamed(tree):
        yield _made("other names", renamed)
    # Under autocommit `with conn` begins a transaction, and the driver's commit() ends none.
    if opened := _try_for_with(tree, autocommit or "autocommit = True" in text):
        yield _made("try for with", opened)


def _made(way: str, tree: ast.AST) -> Mutant:
    return Mutant(f"rewriting: {way}", way, ast.unparse(ast.fix_missing_locations(tree)) + "\n")


def _commented(text: str) -> str:
    """A comment above each statement that begins a line outside of strings."""
    lines = text.split("\n")
    starts = {node.lineno for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)}
    for number in sorted(starts, reverse=True):
        line = lines[number - 1]
        indent = line[: len(line) - len(line.lstrip())]
        if not line.lstrip().startswith("elif"):
            lines.insert(number - 1, f'{indent}# DELETE it\'s a "comment"')
    return "\n".join(lines)


def _wrapped(tree: ast.Module, function: str) -> ast.Module:
    """The function under another name, called by one with the old name."""
    other = copy.deepcopy(tree)
    lines = f"zz_answer = {function}\ndef {function}(*values, **named):\n    return zz_answer(*values, **named)"
    other.body += ast.parse(lines).body
    return other


def _renamed(tree: ast.Module) -> ast.Module | None:
    """Local variables under other names."""
    other = copy.deepcopy(tree)
    top = {name for statement in other.body for name in _globals(statement)}
    found = False
    for function in [node for node in other.body if isinstance(node, ast.FunctionDef)]:
        inside = list(ast.walk(function))
        if any(isinstance(node, (ast.Global, ast.Nonlocal)) for node in inside):
            continue
        stored = {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        own = {argument.arg for node in inside if isinstance(node, ast.arguments) for argument in _all(node)}
        imported = {alias.asname or alias.name for node in inside for alias in getattr(node, "names", [])}
        handled = {
            node.name for node in inside if isinstance(node, (ast.ExceptHandler, ast.FunctionDef, ast.ClassDef))
        }
        for node in inside:
            if isinstance(node, ast.Name) and node.id in stored - own - imported - handled - top:
                node.id = f"zz_{node.id}"
                found = True
    return other if found else None


def _globals(statement: ast.stmt) -> set[str]:
    """The names that a statement of the module gives a value."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return set()
    names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
    return {node.id for node in names if isinstance(node.ctx, ast.Store)}


def _all(arguments: ast.arguments) -> list[ast.arg]:
    more = [each for each in (arguments.vararg, arguments.kwarg) if each]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *more]


class _Opened(ast.NodeTransformer):
    """`with conn:` and `with conn.cursor() as c:` written as try."""

    def __init__(self, autocommit: bool) -> None:
        self.autocommit, self.found = autocommit, False

    def visit_With(self, node: ast.With) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        statements: list[ast.stmt] = node.body
        for item in reversed(node.items):
            expression = item.context_expr
            if isinstance(expression, ast.Name) and expression.id in ("conn", "warehouse") and not self.autocommit:
                statements = self._transaction(expression.id, statements)
            elif (
                isinstance(expression, ast.Call)
                and isinstance(expression.func, ast.Attribute)
                and expression.func.attr == "cursor"
                and isinstance(item.optional_vars, ast.Name)
            ):
                statements = self._cursor(expression, item.optional_vars.id, statements)
            else:
                statements = [ast.With([item], statements)]
        return statements

    def _transaction(self, name: str, body: list[ast.stmt]) -> list[ast.stmt]:
        self.found = True
        (written,) = ast.parse(
            f"try:\n    pass\nexcept BaseException:\n    {name}.rollback()\n    raise\nelse:\n    {name}.commit()"
        ).body
        if any(
            isinstance(node, (ast.Return, ast.Break, ast.Continue)) for each in body for node in ast.walk(each)
        ):
            return [ast.With([ast.withitem(ast.Name(name, ast.Load()))], body)]  # `else` would be passed over
        assert isinstance(written, ast.Try)
        written.body = body
        return [written]

    def _cursor(self, call: ast.Call, name: str, body: list[ast.stmt]) -> list[ast.stmt]:
        self.found = True
        opened = ast.Assign([ast.Name(name, ast.Store())], call)
        closed = ast.parse(f"{name}.close()").body
        return [opened, ast.Try(body, [], [], closed)]


def _try_for_with(tree: ast.Module, autocommit: bool) -> ast.Module | None:
    opened = _Opened(autocommit)
    other = opened.visit(copy.deepcopy(tree))
    return other if opened.found else None
