"""A statement as a row of words: what a rule can look at without tripping over strings and comments.

sqlglot's tree says what a statement means, but its nodes don't keep where their keywords were. Its tokens do.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from workbook.databases import sqltext

STRINGS = ("STRING", "HEREDOC", "RAW", "NATIONAL", "BYTE", "BIT_STRING", "HEX_STRING", "UNICODE")
STRING, NAME, NUMBER = "''", '""', "0"  # how a string, a quoted name and a number look as words
CHANGES = ("INSERT", "UPDATE", "DELETE", "MERGE")


@dataclass(frozen=True)
class Words:
    """The words of a statement in capitals, with one space between them and at both ends of `line`."""

    words: list[str]
    offsets: list[int]  # where each begins in the text
    line: str = ""
    begins: list[int] = field(default_factory=list)  # where each begins in `line`
    places: dict[str, list[int]] = field(default_factory=dict)  # word -> its indexes
    closing: dict[int, int] = field(default_factory=dict)  # index of "(" or "[" -> index of what closes it
    opening: dict[int, int] = field(default_factory=dict)  # the other way round
    balanced: bool = True
    verb: str = ""  # the word that says what the statement does: behind a WITH, its INSERT or UPDATE

    def __len__(self) -> int:
        return len(self.words)

    def word(self, at: int) -> str:
        """The word at an index; "" outside of the statement."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def starts(self, at: int, pattern: re.Pattern[str]) -> bool:
        """Whether the words from `at` on are those of a pattern."""
        return bool(pattern.match(self.line, self.begins[at]))

    def top(self, begin: int, end: int) -> Iterator[int]:
        """The indexes from `begin` up to `end` that no bracket encloses; an opening bracket is one of them."""
        at = begin
        while at < end:
            yield at
            at = self.closing.get(at, at) + 1

    def find(self, word: str, begin: int, end: int) -> int:
        """The first index of a word that no bracket encloses; -1 if there is none."""
        return next((at for at in self.top(begin, end) if self.words[at] == word), -1)


def read(text: str, start: int = 0) -> Words:
    """The words of one statement, which begins at `start` of a longer text. Raises sqltext.Unreadable."""
    words: list[str] = []
    offsets: list[int] = []
    for kind, written, at in _tokens(text):
        if words and words[-1] == "#" and offsets[-1] == start + at - 1 and kind == "VAR":
            words[-1] = f"#{written.upper()}"  # the name of a temporary table
            continue
        if kind in STRINGS or kind.endswith("STRING"):
            words.append(STRING)
        elif kind == "IDENTIFIER":
            words.append(NAME)
        elif kind == "NUMBER":
            words.append(NUMBER)
        else:
            parts = [(found[0].upper(), at + found.start()) for found in re.finditer(r"\S+", written)]
            words += [part for part, _ in parts]
            offsets += [start + place for _, place in parts]
            continue
        offsets.append(start + at)
    return _indexed(words, offsets)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Kind, text as written and offset of each token. Raises sqltext.Unreadable."""
    found = sqltext.tokens(text, "warehouse")
    # Of EXPLAIN, VACUUM, LOCK and others sqlglot takes all that follows for one string.
    if found and len(found) == 2 and found[1].token_type.name == "STRING" and found[0].end + 1 < len(text):
        first = found[0]
        rest = " " * (first.end + 1) + text[first.end + 1 :]
        if rest.strip() and rest.strip()[0] != "'":
            found = [first, *sqltext.tokens(rest, "warehouse")]
    for token in found:
        yield token.token_type.name, text[token.start : token.end + 1], token.start


def _indexed(words: list[str], offsets: list[int]) -> Words:
    begins: list[int] = []
    places: dict[str, list[int]] = {}
    closing: dict[int, int] = {}
    opened: list[int] = []
    length, balanced = 1, True
    for at, word in enumerate(words):
        begins.append(length)
        length += len(word) + 1
        places.setdefault(word, []).append(at)
        if word in ("(", "["):
            opened.append(at)
        elif word in (")", "]"):
            if opened:
                closing[opened.pop()] = at
            else:
                balanced = False
    opening = {end: begin for begin, end in closing.items()}
    balanced = balanced and not opened
    found = Words(words, offsets, f" {' '.join(words)} ", begins, places, closing, opening, balanced)
    verb = next((word for word in map(found.word, found.top(0, len(words))) if word in (*CHANGES, "SELECT")), "")
    first = found.word(0)
    return replace(found, verb=verb if first in ("WITH", "EXPLAIN", "(") else first)
