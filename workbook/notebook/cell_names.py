"""Which names a cell's Python takes from elsewhere, and which it makes, as IPython reads the cell."""

import ast
import builtins
import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from workbook.errors import WorkbookError
from workbook.notebook.cell_magics import DEEPEST, RUN_THEIR_CODE, as_python, cell_magics, read_sql_line
from workbook.notebook.reader import Cell

CONNECTIONS = frozenset({"warehouse", "source", "bucket"})  # that `lesson` gives
LONGEST = 300_000  # characters of cells whose names are looked for: IPython reads that many in some seconds
SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True)
class CellNames:
    """Names that a cell takes from outside of it, in its functions too; names that it makes."""

    uses: frozenset[str] = frozenset()
    makes: frozenset[str] = frozenset()

    @property
    def wants_databases(self) -> bool:
        """Whether the cell needs the notebook's own databases."""
        return bool(self.uses & (CONNECTIONS | {"connect"}))


@lru_cache(maxsize=4096)
def names_of(source: str) -> CellNames:
    """The names of a cell; none of one that is no Python. A frame that `%%sql` keeps uses its engine."""
    uses: set[str] = set()
    makes: set[str] = set()
    for tree in _trees(source):
        reader = _Reader()
        with contextlib.suppress(RecursionError):  # a learner's line may hold thousands of parts
            reader.visit(tree)
        uses |= reader.uses
        makes |= _made(tree)
    for call in cell_magics(source):
        if call.name == "sql":
            try:
                asked = read_sql_line(call.line)
            except WorkbookError:  # in a notebook an error, too
                continue
            if asked.keep_as and asked.engine:
                uses.add(asked.engine)
                makes.add(asked.keep_as)
    return CellNames(frozenset(uses - vars(builtins).keys()), frozenset(makes))


def names_in(cells: Sequence[Cell]) -> list[CellNames]:
    """The names of each cell; none where there is so much text that nobody typed it."""
    if sum(len(cell.source) for cell in cells) > LONGEST:
        return [CellNames()] * len(cells)
    return [names_of(cell.source) for cell in cells]


def wants_databases(cells: Sequence[Cell]) -> bool:
    """Whether a cell uses the notebook's own databases in Python, or keeps rows of them.

    Where none does, SQL cells change nothing that Python sees, and need not run.
    """
    return any(names.wants_databases for names in names_in(cells))


def _trees(source: str, depth: int = 0) -> Iterator[ast.Module]:
    """The cell's Python, and that of the code that it hands to %%time and the like."""
    tree = as_python(source)
    if tree is None or depth > DEEPEST:
        return
    yield tree
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            given = [each.value for each in node.args if isinstance(each, ast.Constant)]
            if node.func.attr in ("run_cell_magic", "run_line_magic") and given[:1] and given[0] in RUN_THEIR_CODE:
                inner = given[-1]
                if isinstance(inner, str) and inner != source:
                    yield from _trees(inner, depth + 1)


def _made(scope: ast.AST) -> set[str]:
    """The names that the lines of a module or function bind, but for those of functions inside of it."""
    found: set[str] = set()
    waiting = [scope.body] if isinstance(scope, ast.Lambda) else list(getattr(scope, "body", ()))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            found.add(node.name)
        waiting += ast.iter_child_nodes(node)
    return found


class _Reader(ast.NodeVisitor):
    """Collects the names that are read and are not a function's own."""

    def __init__(self) -> None:
        self.uses: set[str] = set()
        self._own: list[set[str]] = []

    def visit_Name(self, node: ast.Name) -> None:
        """A name that is read."""
        if isinstance(node.ctx, ast.Load) and not any(node.id in own for own in self._own):
            self.uses.add(node.id)

    def visit(self, node: ast.AST) -> None:
        """Go through a node; within a function its own names are not the notebook's."""
        if not isinstance(node, SCOPES):
            super().visit(node)
            return
        for outside in (*getattr(node, "decorator_list", ()), node.args):
            super().visit(outside)  # defaults and annotations, too
        given = {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
        elsewhere = {
            name for each in ast.walk(node) if isinstance(each, ast.Global | ast.Nonlocal) for name in each.names
        }
        self._own.append((given | _made(node)) - elsewhere)
        for inner in [node.body] if isinstance(node, ast.Lambda) else node.body:
            self.visit(inner)
        self._own.pop()
