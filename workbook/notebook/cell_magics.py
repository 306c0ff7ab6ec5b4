"""Reads a cell by IPython's own rules: as the Python that it stands for, and as the cell magics that it calls.

Blank lines and an indentation before `%%sql` mean nothing, and a magic may stand below %%time: whoever reads a
cell otherwise reads another one than Jupyter runs. So the magics here, `workbook check` and grading all read it
here.
"""

import ast
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from workbook.databases.sqltext import ENGINE_DIALECTS
from workbook.errors import WorkbookError

RUN_THEIR_CODE = ("time", "timeit", "capture", "prun")  # magics that run what is below them as a cell of its own
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
def transformer() -> Callable[[str], str]:
    """IPython's own: a cell's source as Python, magics as calls of get_ipython()."""
    from IPython.core.inputtransformer2 import TransformerManager  # a fifth of a second, with all of IPython

    return TransformerManager().transform_cell


def cell_magics(source: str) -> list[MagicCall]:
    """The cell magics that the cell calls, in order; in the place of %%time and the like those below them."""
    if "%%" not in source and "run_cell_magic" not in source:
        return []
    try:
        tree = ast.parse(transformer()(source))
    except (SyntaxError, ValueError, RecursionError, RuntimeError):
        return []  # no Python, as Jupyter will say
    return [found for call in _calls(tree) for found in _below(MagicCall(*call))]


def _calls(tree: ast.Module) -> list[tuple[str, str, str]]:
    """The constant arguments of each get_ipython().run_cell_magic(…), in order."""
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        given = [
            each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        if node.func.attr == "run_cell_magic" and len(given) == len(node.args) == 3:
            name, line, body = given
            # Jupyter ends the last line, whether the cell does or not.
            found.append((node.lineno, node.col_offset, (name, line, body.removesuffix("\n"))))
    return [call for *_, call in sorted(found)]


def _below(call: MagicCall) -> Iterator[MagicCall]:
    if call.name in RUN_THEIR_CODE and (inner := cell_magics(call.body)):
        yield from inner
    else:
        yield call


@dataclass(frozen=True)
class SqlLine:
    """The first line of a SQL cell, read."""

    engine: str | None = None
    answer: str | None = None
    keep_as: str | None = None
    explain: bool = False


def read_sql_line(line: str) -> SqlLine:
    """Read a SQL cell's first line. Raises WorkbookError, with how to write it."""
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
