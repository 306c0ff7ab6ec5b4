"""Reads SQL by its tokens: splits a text into statements, finds `:name` binds, and never rewrites anything else.

Tokens come from sqlglot, which knows each engine's strings, comments and dollar quotes. Only its tokenizer is
used: SQL that sqlglot has parsed and written again differs from what was typed. It takes a third of a second to
import, so that waits for the first SQL.
"""

import itertools
from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot.tokens import Token, Tokenizer

ENGINE_DIALECTS = {"warehouse": "postgres", "source": "mysql"}


@dataclass(frozen=True)
class Statement:
    """One statement of a text, without its semicolon; `start` is its offset in the text."""

    text: str
    start: int
    words: tuple[str, ...]  # its first tokens in capitals, to know a COPY from a COMMIT


class Unreadable(Exception):
    """A text that is no row of tokens, as with a quote that is not closed."""


@cache
def _tokenizer(engine: str) -> "Tokenizer":
    from sqlglot.dialects.dialect import Dialect

    return Dialect.get_or_raise(ENGINE_DIALECTS[engine]).tokenizer_class()


def tokens(text: str, engine: str) -> "list[Token]":
    """sqlglot's tokens of `text`, with `start` and `end` (inclusive) offsets. Raises Unreadable."""
    tokenizer = _tokenizer(engine)
    from sqlglot.errors import TokenError

    try:
        return tokenizer.tokenize(text)
    except TokenError as error:
        raise Unreadable(str(error)) from None


def clean(text: str) -> str:
    """The text with Unix line ends, and without a byte order mark at its start."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def split(text: str, engine: str) -> list[Statement]:
    """The statements of `text`, in order; none for a text of comments and white space alone.

    A text that can't be read as tokens (an unclosed quote) is returned as one statement, so that the server
    says what is wrong with it.
    """
    return list(_split(text, engine))


@lru_cache(maxsize=128)  # a check runs the same text on each fixture
def _split(text: str, engine: str) -> list[Statement]:
    try:
        found = tokens(text, engine)
    except Unreadable:
        return [Statement(text.strip(), len(text) - len(text.lstrip()), _first_words(text))]
    statements: list[Statement] = []
    current: list[Token] = []
    depth = 0  # of BEGIN ATOMIC … END, whose inner semicolons end no statement
    for token in found:
        word = token.text.upper()
        if token.token_type.name == "SEMICOLON" and depth == 0:
            _add(statements, text, current)
            current = []
            continue
        if word == "ATOMIC" and current and current[-1].text.upper() == "BEGIN":
            depth = 1
        elif depth and word == "CASE":
            depth += 1
        elif depth and word == "END":
            depth -= 1
        current.append(token)
    _add(statements, text, current)
    return statements


def _add(statements: list[Statement], text: str, found: "list[Token]") -> None:
    if found:
        start, end = found[0].start, found[-1].end + 1
        words = tuple(token.text.upper() for token in found[:4])
        statements.append(Statement(text[start:end], start, words))


def _first_words(text: str) -> tuple[str, ...]:
    return tuple(text.split(None, 4)[:4])


def bind(text: str, engine: str, names: Container[str], literal: Callable[[str], str]) -> str:
    """`text` with each `:name` whose name is in `names` replaced by `literal(name)`.

    Only a colon that stands on its own before a name is a bind: casts (`::date`), slices (`a[1:n]`), assignments
    (`:=`) and everything inside quotes and comments stay as they are.
    """
    try:
        found = tokens(text, engine)
    except Unreadable:
        return text
    pieces, done = [], 0
    for colon, name in itertools.pairwise(found):
        if colon.token_type.name != "COLON" or name.start != colon.end + 1:
            continue
        before = text[colon.start - 1] if colon.start else " "
        written = text[name.start : name.end + 1]  # a quoted name is not a bind, so compare what was typed
        if before.isalnum() or before in "_\"')]:" or not written.isidentifier() or written not in names:
            continue
        pieces += [text[done : colon.start], literal(written)]
        done = name.end + 1
    return "".join([*pieces, text[done:]])


def line_and_caret(text: str, offset: int) -> str:
    """The line of `text` that holds `offset`, numbered, with a caret below the place."""
    offset = min(max(offset, 0), len(text))
    number = text.count("\n", 0, offset) + 1
    start = text.rfind("\n", 0, offset) + 1
    line = text[start:].split("\n", 1)[0]
    label = f"line {number}: "
    indent = "".join("\t" if c == "\t" else " " for c in line[: offset - start])
    return f"{label}{line}\n{' ' * len(label)}{indent}^"
