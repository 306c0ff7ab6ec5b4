"""Texts by strangers, made fit for a terminal, a CSV file, JSON and a page: nothing unseen, nothing that acts.

`clean` is for what comes in: names of files, and what a learner's process or notebook said. `shown`, `inline` and
`sentence` cut besides, for pages; `cell` is for a CSV file. Escaping is the templates' job: all that goes into
them is escaped unless it is a Markup.
"""

import dataclasses
from typing import TypeVar, cast
from urllib.parse import quote

T = TypeVar("T")

MOST = 6_000  # characters of one text: an error message can quote megabytes

# Escape sequences and NUL are shown as pictures. Signs that change the direction of a text, or that no one sees,
# are shown by their number, since with them code reads otherwise than it runs ("Trojan Source"); those that join
# letters stay, since Persian and Hindi are written with them. Half a character is none, and no encoding takes it.
_UNSEEN: dict[int, int | str] = {number: 0x2400 + number for number in range(32) if chr(number) not in "\n\t"}
_UNSEEN |= {127: 0x2421}
_UNSEEN |= {
    number: f"[U+{number:04X}]"
    for number in (
        *range(0x80, 0xA0), 0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029, *range(0x202A, 0x202F),
        *range(0x2060, 0x2065), *range(0x2066, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080),
    )
}  # fmt: skip
_UNSEEN |= dict.fromkeys(range(0xD800, 0xE000), "�")
# With one of them first, a spreadsheet takes a cell for a formula, which may start programs.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # wide ones, too


def clean(text: str) -> str:
    """A text with all its signs to be seen; line breaks and tabs stay."""
    return text.replace("\r\n", "\n").translate(_UNSEEN)


def cleaned(value: T) -> T:
    """`value` with all texts in it clean: in lists, tuples, mappings and dataclasses."""
    return cast(T, _cleaned(value))


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list | tuple):
        return type(value)(map(_cleaned, value))
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(each) for key, each in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        there = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **{name: _cleaned(each) for name, each in there.items()})
    return value


def shown(text: object, most: int = MOST) -> str:
    """A clean text; what is longer is cut, and says so."""
    text = str(text)
    rest = len(text) - most
    if rest > 0:
        text = f"{text[:most]}\n… ({rest:,} more characters are not shown)"
    return clean(text)


def inline(text: object, most: int = 400) -> str:
    """The same for one line."""
    return shown(text, most).replace("\n", " ")


def sentence(text: object) -> str:
    """One line that begins with a capital letter, unless with a name as in code."""
    line = inline(text)
    return line[:1].upper() + line[1:] if line.partition(" ")[0].isalpha() else line


def address(name: str) -> str:
    """A file's name as a part of a link."""
    return quote(name, safe="", errors="replace")


def cell(text: str) -> str:
    """A text for a CSV file: an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
