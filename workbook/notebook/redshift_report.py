"""`workbook redshift`: what in a file's SQL for the warehouse Redshift does not take.

Of a notebook, the cells of `%%sql warehouse` and the answers on the warehouse are read; of a Python file, string
literals that begin as SQL and are handed to execute() and the like, given as `sql=`, or assigned to a name. The
rules are in `databases/redshift_rules/`.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbook.databases import redshift_dialect
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.notebook import reader
from workbook.notebook.cell_magics import MagicCall, SqlLine, cell_magics, read_sql_line

CALLED = ("execute", "executemany", "run", "get_records", "get_first", "read_sql", "plan")
FIRST_WORD = re.compile(
    r"\s*(?:--.*\n\s*)?"
    r"(?:SELECT|WITH|INSERT|UPDATE|DELETE|MERGE|CREATE|ALTER|DROP|COPY|UNLOAD|TRUNCATE|LOCK|BEGIN)\b",
    re.IGNORECASE,
)
OTHERS = re.compile(r"source|mysql|sqlite", re.IGNORECASE)  # whose connection it is, by its name


@dataclass(frozen=True)
class Piece:
    """SQL text, where it is, and how many lines of the file are above it.

    Of a cell, lines count below `%%sql`, as in the errors of servers.
    """

    text: str
    where: str = ""
    above: int = 0
    is_guess: bool = False  # it may be no SQL for the warehouse, so what can't be read is passed over


@dataclass(frozen=True)
class Report:
    """What is printed, and the exit code: 0, nothing is named; 1, something is; 2, something could not be read."""

    text: str
    code: int


def of(file: Path) -> Report:
    """The report on a file; "-" is standard input. Raises WorkbookError for one that can't be read."""
    lines: list[str] = []
    named = unread = 0
    pieces = list(_pieces(file))
    for piece in pieces:
        found = redshift_dialect.read(piece.text)
        for each in (*found.findings, *found.notes):
            note = "note: " if each.is_note else ""
            lines += [f"{note}{piece.where}{each.moved(piece.above)}", f"  {each.rule.source}"]
        missed = [] if piece.is_guess else found.unread
        lines += [f"{piece.where}{each.moved(piece.above)}" for each in missed]
        named, unread = named + len(found.findings), unread + len(missed)
    if not pieces:
        lines.append("There is no SQL for the warehouse in it.")
    elif not named and not unread:
        lines.append("Nothing is named that Redshift does not take.")
    return Report("\n".join(lines), 2 if unread else 1 if named else 0)


def _pieces(file: Path) -> Iterator[Piece]:
    data = _data(file)
    if file.suffix.lower() == ".ipynb":
        try:
            cells = reader.read(data).cells
        except reader.Unreadable as error:
            raise WorkbookError(f"{file} can't be read: {error}") from None
        for cell in cells:
            yield from _of_cell(cell)
        return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WorkbookError(f"{file} is not UTF-8 text (byte {error.start}): save it as UTF-8.") from None
    if file.suffix.lower() == ".py":
        yield from _of_python(file, text)
    elif text.strip():
        yield Piece(text)


def _data(file: Path) -> bytes:
    if str(file) == "-":
        if not hasattr(sys.stdin, "buffer"):
            raise WorkbookError("A notebook has no standard input: name a file.")
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise WorkbookError(f"There is no file {file}.") from None
    except OSError as error:
        raise WorkbookError(f"{file} can't be read: {error.strerror}.") from None


def _of_cell(cell: reader.Cell) -> Iterator[Piece]:
    for call in cell_magics(cell.source):
        if call.name == "sql" and call.body.strip() and _is_for_the_warehouse(call):
            yield Piece(call.body, f"cell {cell.number}, ")


def _is_for_the_warehouse(call: MagicCall) -> bool:
    try:
        asked: SqlLine = read_sql_line(call.line)
        engine = asked.engine or getattr(registry.find(asked.answer or "")[1], "engine", "")
    except WorkbookError:  # in a notebook such a cell is an error
        return False
    return engine == "warehouse"


def _of_python(file: Path, text: str) -> Iterator[Piece]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise WorkbookError(f"{file} can't be read as Python: {error}.") from None
    yield from in_python(tree)


def in_python(tree: ast.Module) -> Iterator[Piece]:
    """The SQL in a Python text that is probably for the warehouse."""
    for literal in sorted(_literals(tree), key=lambda each: each.lineno):
        if (text := str(literal.value)) and FIRST_WORD.match(text):
            yield Piece(text, "", literal.lineno - 1, is_guess=True)


def _literals(tree: ast.Module) -> Iterator[ast.Constant]:
    """The string literals that may be SQL for the warehouse: execute("…"), sql="…" and NAME = "…"."""
    for node in ast.walk(tree):
        given: list[ast.expr | None] = []
        if isinstance(node, ast.Call):
            given = [each.value for each in node.keywords if each.arg == "sql"]
            method = node.func if isinstance(node.func, ast.Attribute) else None
            if method and method.attr in CALLED and not OTHERS.search(ast.unparse(method.value)):
                given += node.args[:1]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            given = [node.value]
        yield from (each for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str))
