"""Reads SQL by its tokens: splits a text into statements, finds `:name` binds, and never rewrites anything else.

Tokens come from sqlglot, which knows each engine's strings, comments and dollar quotes. Only its tokenizer is
used: SQL that sqlglot has parsed and written again differs from what was typed. It takes a third of a second to
import, so that waits for the first SQL.
"""

import itertools
import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot.tokens import Token, Tokenizer

A_WORD = re.compile(r"\s*([a-z]\w*)", re.IGNORECASE)
ENGINE_DIALECTS = {"warehouse": "postgres", "source": "mysql"}

ROUTINES = {"PROCEDURE", "FUNCTION", "TRIGGER", "EVENT"}
ENDS_NO_BLOCK = {"IF", "LOOP", "REPEAT", "WHILE"}  # MySQL writes END IF; these are not counted where they begin


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
    depth = 0  # of the BEGIN … END of a routine, whose inner semicolons end no statement
    for token, following in itertools.zip_longest(found, found[1:]):
        word = token.text.upper()
        if token.token_type.name == "SEMICOLON" and depth == 0:
            _add(statements, text, current)
            current = []
            continue
        before = current[-1].text.upper() if current else ""
        if _begins_body(word, before, current, depth, engine) or (depth and word == "CASE" and before != "END"):
            depth += 1
        elif depth and word == "END" and (following is None or following.text.upper() not in ENDS_NO_BLOCK):
            depth -= 1
        current.append(token)
    _add(statements, text, current)
    return statements


def _begins_body(word: str, before: str, current: "list[Token]", depth: int, engine: str) -> bool:
    """Whether a word begins a routine's body, or a block in one: BEGIN ATOMIC, in MySQL any BEGIN of one."""
    if engine == "warehouse":
        return word == "ATOMIC" and before == "BEGIN"
    made = {token.text.upper() for token in current[:12]} if word == "BEGIN" else set()
    return bool(made & ROUTINES and "CREATE" in made) or (word == "BEGIN" and depth > 0)


def _add(statements: list[Statement], text: str, found: "list[Token]") -> None:
    if found:
        start, end = found[0].start, found[-1].end + 1
        words = tuple(token.text.upper() for token in found[:4])
        statements.append(Statement(text[start:end], start, words))


def first_word(text: str, engine: str) -> str:
    """The word with which a text's first statement begins, in capitals, comments aside; "" for no statement."""
    if found := A_WORD.match(text):
        return found[1].upper()
    pieces = split(text, engine)
    return next(iter(pieces[0].words), "").upper() if pieces else ""


def _first_words(text: str) -> tuple[str, ...]:
    return tuple(text.split(None, 4)[:4])


def bind(text: str, engine: str, names: Container[str], literal: Callable[[str], str]) -> str:
    """`text` with each `:name` whose name is in `names` replaced by `literal(name)`.

    Only a colon that stands on its own before a name is a bind: casts (`::date`), slices (`a[1:n]`), assignments
    (`:=`) and everything inside quotes and comments stay as they are.
    """
    pieces, done = [], 0
    for name, start, end in _binds(text, engine):
        if name in names:
            pieces += [text[done:start], literal(name)]
            done = end
    return "".join([*pieces, text[done:]])


def unbound(text: str, engine: str, names: Container[str]) -> list[str]:
    """The names of the binds that are not in `names`, in order."""
    return [name for name in dict.fromkeys(name for name, *_ in _binds(text, engine)) if name not in names]


def _binds(text: str, engine: str) -> Iterator[tuple[str, int, int]]:
    """Each `:name` of a text, and where it begins and ends."""
    try:
        found = tokens(text, engine)
    except Unreadable:
        return
    brackets: list[bool] = []  # of those that are open, whether each is a subscript's
    for before, (colon, name) in zip([None, *found], itertools.pairwise(found), strict=False):
        kind = colon.token_type.name
        if kind == "L_BRACKET":
            # After ARRAY, and inside of one, brackets hold values; after a value, its subscripts.
            brackets.append(not (before is None or before.text.upper() == "ARRAY" or before.text in "[,"))
        elif kind == "R_BRACKET" and brackets:
            brackets.pop()
        if kind != "COLON" or name.start != colon.end + 1 or (brackets and brackets[-1]):
            continue
        character = text[colon.start - 1] if colon.start else " "
        written = text[name.start : name.end + 1]  # a quoted name is not a bind, so compare what was typed
        if not (character.isalnum() or character in "_\"')]:") and written.isidentifier():
            yield written, colon.start, name.end + 1


def line_and_caret(text: str, offset: int) -> str:
    """The line of `text` that holds `offset`, numbered, with a caret below the place."""
    offset = min(max(offset, 0), len(text))
    number = text.count("\n", 0, offset) + 1
    start = text.rfind("\n", 0, offset) + 1
    line = text[start:].split("\n", 1)[0]
    label = f"line {number}: "
    indent = "".join("\t" if c == "\t" else " " for c in line[: offset - start])
    return f"{label}{line}\n{' ' * len(label)}{indent}^"
