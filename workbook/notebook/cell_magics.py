"""Reads a cell by IPython's own rules: as the Python that it stands for, and as the cell magics that it calls.

Blank lines and an indentation before `%%sql` mean nothing, and a magic may stand below %%time: whoever reads a
cell otherwise reads another one than Jupyter runs. So the magics here, `workbook check` and grading all read it
here.
"""

import ast
import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from workbook.databases.sqltext import ENGINE_DIALECTS
from workbook.errors import WorkbookError
from workbook.exercises.kinds import CELL_KINDS

if TYPE_CHECKING:
    from IPython.core.inputtransformer2 import TransformerManager

RUN_THEIR_CODE = ("time", "timeit", "capture", "prun")  # magics that run what is below them as a cell of its own
DEEPEST = 8  # of them in each other
LONGEST_LINE = 1_000  # characters of a magic's line
CALL = ("magic_name", "line", "cell")  # how IPython names the arguments of run_cell_magic
CALLED = "get_ipython().run_cell_magic("  # how IPython writes one
LINE_MAGIC = re.compile(r"^[ \t]*[%!?,;/]|[?][ \t]*$|=[ \t]*[!%]", re.MULTILINE)
MOST_WORK = 600_000  # characters: some seconds
USAGE = (
    "A SQL cell begins with %%sql warehouse, %%sql source, or %%sql --answer EXERCISE;"
    " a name and << behind it keep the last result as a DataFrame; --explain shows the plan, not the rows."
)


@dataclass(frozen=True)
class MagicCall:
    """A cell magic that a cell calls: its name, the rest of its line, and what is below."""

    name: str
    line: str
    body: str


@cache
def _manager() -> "TransformerManager":
    from IPython.core.inputtransformer2 import TransformerManager  # a fifth of a second, with all of IPython

    return TransformerManager()


def transformer() -> Callable[[str], str]:
    """IPython's own: a cell's source as Python, magics as calls of get_ipython()."""
    return _manager().transform_cell


def cell_magics(source: str) -> list[MagicCall]:
    """The cell magics that the cell calls, in order; in the place of %%time and the like those below them."""
    if "%%" not in source and "run_cell_magic" not in source:
        return []
    return [found for call in _called(source) for found in _below(call)]


@lru_cache(maxsize=256)  # each exercise asks again
def _called(source: str) -> list[MagicCall]:
    """The cell magics that the cell itself calls."""
    lines = (source if source.endswith("\n") else f"{source}\n").splitlines(keepends=True)
    # IPython's rules that look at whole lines: they take a cell magic for a call.
    for transform in (*_manager().cleanup_transforms, *cast(list, _manager().line_transforms)):
        lines = transform(lines)
    text = "".join(lines)
    if "run_cell_magic" not in text:
        return []
    tree = _parsed(text) if text.startswith(CALLED) else as_python(source)
    return [MagicCall(*call) for call in _calls(tree)] if tree else []


def as_python(source: str) -> ast.Module | None:
    """The cell as IPython hands it to Python; None of one that is no Python, or takes IPython too long."""
    if work(source) > MOST_WORK:
        return None
    try:
        return _parsed(transformer()(source))
    except (SyntaxError, ValueError, RecursionError, RuntimeError):
        return None  # as Jupyter will say


def work(source: str) -> int:
    """How many characters IPython reads to know a cell: all of it, and anew for each line magic."""
    is_magic = source.lstrip().startswith("%%")
    return len(source) * (1 if is_magic else 1 + len(LINE_MAGIC.findall(source)))


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _calls(tree: ast.Module) -> list[tuple[str, str, str]]:
    """The constant arguments of each get_ipython().run_cell_magic(…), in order."""
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        named = {each.arg: each.value for each in node.keywords}
        given = [
            each.value
            for each in [*node.args, *(named[name] for name in CALL if name in named)]
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        if node.func.attr == "run_cell_magic" and len(given) == len(node.args) + len(named) == len(CALL):
            name, line, body = given
            # Jupyter ends the last line, whether the cell does or not.
            found.append((node.lineno, node.col_offset, (name, line, body.removesuffix("\n"))))
    return [call for *_, call in sorted(found)]


def _below(call: MagicCall, depth: int = 0) -> Iterator[MagicCall]:
    inner = _called(call.body) if call.name in RUN_THEIR_CODE and depth < DEEPEST else []
    if not inner:
        yield call
    for each in inner:
        yield from _below(each, depth + 1)


def with_body(lines: list[str]) -> list[str]:
    """An input transformer of IPython's: a cell that is emptied below `%%sql`, `%%dag` and others still calls it.

    IPython refuses it else, and the answer before would stay the answer.
    """
    if len(lines) == 1 and lines[0].split(None, 1)[:1] in [[f"%%{kind}"] for kind in CELL_KINDS]:
        return [lines[0].rstrip("\n") + "\n", "\n"]
    return lines


@dataclass(frozen=True)
class SqlLine:
    """The first line of a SQL cell, read."""

    engine: str | None = None
    answer: str | None = None
    keep_as: str | None = None
    explain: bool = False


def read_sql_line(line: str) -> SqlLine:
    """Read a SQL cell's first line. Raises WorkbookError, with how to write it."""
    if len(line) > LONGEST_LINE:
        raise WorkbookError(USAGE)
    try:
        words = shlex.split(line.replace("<<", " << "))
    except ValueError:
        raise WorkbookError(USAGE) from None
    engine = answer = keep_as = None
    explain = False
    while words:
        word = words.pop(0)
        if word in ENGINE_DIALECTS and engine is None:
            engine = word
        elif word == "--answer" and words and answer is None:
            answer = words.pop(0)
        elif word == "--explain":
            explain = True
        elif word.isidentifier() and words[:1] == ["<<"] and keep_as is None:
            keep_as = word
            words.pop(0)
        else:
            raise WorkbookError(f"I can't read {word!r} in the line %%sql {line}. {USAGE}")
    if (answer is None and engine is None) or (explain and (answer or keep_as)):
        raise WorkbookError(USAGE)
    return SqlLine(engine, answer, keep_as, explain)
