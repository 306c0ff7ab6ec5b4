"""Mutants of YAML: a key or an element gone, a value changed; of the SQL in a value by SQL's operators."""

import copy
from collections.abc import Iterator
from typing import Any

import yaml

from workbook.checking.mutants import sql_mutants, word_operators
from workbook.checking.mutants.mutant import Mutant, made
from workbook.checking.mutants.sql_tree import Where, changed

Path = tuple[str | int, ...]  # the keys and places that lead to a value
GONE = object()


def of_text(text: str, where: Where) -> Iterator[Mutant]:
    """The mutants of a document."""
    tree = yaml.safe_load(text)
    plain = written(tree)
    for path, value in _values(tree):
        for operator, other in _changes(value, where):
            yield made(operator, plain, written(_put(tree, path, other)))


def rewritings_of(text: str) -> Iterator[Mutant]:
    """The document written in other ways that mean the same."""
    yield Mutant("rewriting: written again", "written again", written(yaml.safe_load(text)))
    yield Mutant("rewriting: line ends", "CRLF", text.replace("\n", "\r\n"))


def written(tree: Any) -> str:
    """A document as text, its keys in their order."""
    return yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=1000)


def _values(tree: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Each value of a document, and where it is; not the whole."""
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        yield (*path, key), value
        if isinstance(value, (dict, list)):
            yield from _values(value, (*path, key))


def _changes(value: Any, where: Where) -> Iterator[tuple[str, Any]]:
    yield "dropped", GONE
    if isinstance(value, bool):
        yield "boolean", not value
    elif isinstance(value, int):
        yield "constant", value + 1
        yield "constant", value - 1
    elif isinstance(value, str):
        yield from word_operators.of_word(value, where.columns)
        if " " in value:
            for operator, _, other in changed(value, where, sql_mutants.OPERATORS):
                yield f"sql: {operator}", other


def _put(tree: Any, path: Path, value: Any) -> Any:
    """The document with another value at a path, or with none."""
    other = inner = copy.deepcopy(tree)
    for key in path[:-1]:
        inner = inner[key]
    if value is GONE:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return other
